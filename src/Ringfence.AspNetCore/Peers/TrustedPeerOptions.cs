using System.Net;

namespace Ringfence.AspNetCore.Peers;

/// <summary>Which machines and processes may write the tenant's header: at least one, by name.</summary>
public sealed class TrustedPeerOptions
{
    /// <summary>
    /// Networks that only proxies are in. The peer is the other end of the connection itself, whatever forwarded headers
    /// say; a network of all addresses is refused.
    /// </summary>
    public IList<IPNetwork> Networks { get; } = [];

    /// <summary>
    /// SHA-256 thumbprints, 64 hexadecimal digits, of client certificates that proxies connect with. The certificate is
    /// that of the TLS connection itself, never a forwarded one.
    /// </summary>
    public IList<string> CertificateThumbprints { get; } = [];

    /// <summary>
    /// Paths of Unix sockets that Kestrel listens on for a proxy; their file permissions say who connects.
    /// </summary>
    public IList<string> UnixSockets { get; } = [];
}
