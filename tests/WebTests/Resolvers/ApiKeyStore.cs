using Ringfence.AspNetCore.ApiKeys;

namespace WebTests.Resolvers;

/// <summary>Keeps API keys in memory.</summary>
internal sealed class ApiKeyStore(params StoredApiKey[] keys) : IApiKeyStore
{
    public ValueTask<StoredApiKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Array.Find(keys, key => key.Id == id));
}
