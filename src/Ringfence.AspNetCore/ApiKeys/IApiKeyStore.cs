namespace Ringfence.AspNetCore.ApiKeys;

/// <summary>Keeps the API keys of a service, taken from the request's services.</summary>
/// <remarks>
/// It is asked with no tenant in scope, at every request with a key: keep the answer in memory, as long as a revoked key
/// may go on working.
/// </remarks>
public interface IApiKeyStore
{
    /// <summary>The key with this id; null for one that does not exist or was revoked.</summary>
    /// <param name="id">20 lower-case hexadecimal digits; the caller chose them.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone.</param>
    ValueTask<StoredApiKey?> FindAsync(string id, CancellationToken cancellationToken);
}
