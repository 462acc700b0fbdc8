using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WebTests;

/// <summary>
/// Believes what the headers say: <c>Claims</c> are those of an authenticated identity, <c>Unverified-Claims</c> those
/// of one beside it that nobody has verified; as <c>type=value;type=value</c>.
/// </summary>
internal sealed class TestIdentity(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Test";
    public const string Verified = "Claims";
    public const string Unverified = "Unverified-Claims";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.ContainsKey(Verified))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var principal = new ClaimsPrincipal([
            new ClaimsIdentity(Claims(Verified), SchemeName),
            new ClaimsIdentity(Claims(Unverified)),
        ]);
        return Task.FromResult(AuthenticateResult.Success(new(principal, SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = SchemeName;
        return Task.CompletedTask;
    }

    private IEnumerable<Claim> Claims(string header) =>
        from pair in Request.Headers[header].ToString().Split(';', StringSplitOptions.RemoveEmptyEntries)
        let parts = pair.Split('=', 2)
        select new Claim(parts[0], parts[1]);
}
