using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.Certificates;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Takes the tenant from the client's certificate, once a handler has authenticated the caller by it.</summary>
internal sealed class ClientCertificateSource(Func<X509Certificate2, StringValues> read) : ITenantSource
{
    public async ValueTask<SourceAnswer> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var certificate = await context.Connection.GetClientCertificateAsync(cancellationToken).ConfigureAwait(false);
        if (certificate is null)
        {
            return default;
        }

        // Anybody can issue a certificate that names any tenant: without its issuer it says nothing.
        return context.User.Identities.Any(identity => CertificateIdentity.Is(identity, certificate))
            ? SourceAnswer.Of(read(certificate))
            : SourceAnswer.Refuse(TenantRefusals.UnverifiedCertificate);
    }
}
