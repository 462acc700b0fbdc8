using Microsoft.AspNetCore.Authentication;

namespace Ringfence.AspNetCore.Certificates;

/// <summary>Adds authentication by client certificates.</summary>
public static class ClientCertificateAuthentication
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "ClientCertificate";

    /// <summary>
    /// Authenticates callers by the certificate of their connection. The tenant in it counts where
    /// <see cref="RingfenceWebOptions.FromClientCertificate"/> is chosen.
    /// </summary>
    /// <remarks>
    /// The server must ask for certificates (Kestrel's <c>ClientCertificateMode</c>) and let those of a private authority
    /// through (<c>AllowAnyClientCertificate</c>): the chain is checked here. Certificates that a proxy forwards in a
    /// header are only as good as the rule that nobody else can send that header.
    /// </remarks>
    public static AuthenticationBuilder AddClientCertificate(
        this AuthenticationBuilder builder,
        Action<ClientCertificateOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddScheme<ClientCertificateOptions, ClientCertificateHandler>(Scheme, configure);
    }
}
