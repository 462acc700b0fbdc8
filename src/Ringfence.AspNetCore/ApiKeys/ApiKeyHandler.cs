using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ringfence.AspNetCore.ApiKeys;

/// <summary>Authenticates a caller by <c>Authorization: ApiKey …</c> or <c>X-Api-Key: …</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Wrong = "The API key is not valid.";

    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var texts = Texts().Distinct(StringComparer.Ordinal).Take(2).ToArray();
        if (texts.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (texts is not [var text] || !ApiKey.TryParse(text, out var sent))
        {
            return AuthenticateResult.Fail(Wrong);
        }

        var store = Context.RequestServices.GetRequiredService<IApiKeyStore>();
        var kept = await store.FindAsync(sent.Id, Context.RequestAborted).ConfigureAwait(false);

        // Compared for an unknown id as well, so that both take the same time.
        var isRight = CryptographicOperations.FixedTimeEquals(sent.Hash.Span, kept is null ? NoHash : kept.Hash.Span);
        return kept is not null && isRight && (kept.Expires is not { } end || TimeProvider.GetUtcNow() < end)
            ? AuthenticateResult.Success(new(new(ApiKeyIdentity.New(kept)), Scheme.Name))
            : AuthenticateResult.Fail(Wrong);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append("WWW-Authenticate", ApiKeyAuthentication.Scheme);
        return Task.CompletedTask;
    }

    private IEnumerable<string> Texts()
    {
        const string Start = $"{ApiKeyAuthentication.Scheme} ";
        var authorization = Request
            .Headers.Authorization.OfType<string>()
            .Where(value => value.StartsWith(Start, StringComparison.OrdinalIgnoreCase))
            .Select(value => value[Start.Length..].Trim());
        return authorization.Concat(Request.Headers[ApiKeyAuthentication.Header].OfType<string>());
    }
}
