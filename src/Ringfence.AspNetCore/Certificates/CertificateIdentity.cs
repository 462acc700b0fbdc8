using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringfence.AspNetCore.Certificates;

/// <summary>The identity of a caller who was authenticated by a client certificate.</summary>
internal static class CertificateIdentity
{
    // The type that Microsoft's own handler gives its identities: either handler will do. Its claim is the thumbprint.
    private const string AuthenticationType = "Certificate";

    public static ClaimsIdentity New(X509Certificate2 certificate) =>
        new(
            [
                new(ClaimTypes.NameIdentifier, certificate.GetCertHashString(HashAlgorithmName.SHA256)),
                new(ClaimTypes.Name, certificate.Subject),
            ],
            AuthenticationType
        );

    /// <summary>
    /// Whether the caller was authenticated by this very certificate: a cookie keeps the identity, its type too, for a
    /// connection that comes with another one.
    /// </summary>
    public static bool Is(ClaimsIdentity identity, X509Certificate2 certificate) =>
        identity.AuthenticationType == AuthenticationType
        && (
            identity.HasClaim(ClaimTypes.NameIdentifier, certificate.GetCertHashString(HashAlgorithmName.SHA256))
            || identity.HasClaim(ClaimTypes.Thumbprint, certificate.Thumbprint)
        );
}
