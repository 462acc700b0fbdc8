using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication;

namespace Ringfence.AspNetCore.Certificates;

/// <summary>Whose client certificates are believed.</summary>
public sealed class ClientCertificateOptions : AuthenticationSchemeOptions
{
    /// <summary>
    /// The authorities that issue the certificates; at least one. The machine's own are not asked: each of them could
    /// issue a certificate that names any tenant.
    /// </summary>
    public X509Certificate2Collection Authorities { get; } = [];

    /// <summary>
    /// The certificates between the authorities and the client's, if there are any: what a client sends along is not
    /// looked at, and none is fetched from where a certificate says.
    /// </summary>
    public X509Certificate2Collection Intermediates { get; } = [];

    /// <summary>
    /// How revocation is looked up; a certificate whose state cannot be told is refused. An authority without a list of
    /// revoked ones needs <see cref="X509RevocationMode.NoCheck"/>, and short-lived certificates.
    /// </summary>
    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.Online;

    /// <inheritdoc />
    public override void Validate()
    {
        base.Validate();
        if (Authorities.Count == 0)
        {
            throw new InvalidOperationException(
                "Name the authorities that issue client certificates in ClientCertificateOptions.Authorities."
            );
        }
    }
}
