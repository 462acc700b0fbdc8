using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ringfence.AspNetCore.Certificates;

/// <summary>Authenticates a caller by the client certificate of the connection, if a named authority issued it.</summary>
internal sealed class ClientCertificateHandler(
    IOptionsMonitor<ClientCertificateOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<ClientCertificateOptions>(options, logger, encoder)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var certificate = await Context
            .Connection.GetClientCertificateAsync(Context.RequestAborted)
            .ConfigureAwait(false);
        if (certificate is null)
        {
            return AuthenticateResult.NoResult();
        }

        using var chain = new X509Chain { ChainPolicy = NewPolicy() };
        return chain.Build(certificate)
            ? AuthenticateResult.Success(new(new(CertificateIdentity.New(certificate)), Scheme.Name))
            : AuthenticateResult.Fail($"The client certificate is not valid: {States(chain)}.");
    }

    // A connection cannot be asked for another certificate: repeating the request changes nothing.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static string States(X509Chain chain) =>
        string.Join(", ", chain.ChainStatus.Select(status => status.Status.ToString()).Distinct());

    private X509ChainPolicy NewPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = Options.RevocationMode,
            VerificationTime = TimeProvider.GetUtcNow().UtcDateTime,
            VerificationTimeIgnored = false,

            // Nobody has signed the address of the issuer yet when it would be asked: anybody could send us anywhere.
            DisableCertificateDownloads = true,
            ApplicationPolicy = { new Oid(ForClients) },
        };
        policy.CustomTrustStore.AddRange(Options.Authorities);
        policy.ExtraStore.AddRange(Options.Intermediates);
        return policy;
    }
}
