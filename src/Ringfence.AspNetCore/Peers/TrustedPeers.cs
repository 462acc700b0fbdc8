using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Ringfence.AspNetCore.Peers;

/// <summary>The peers that the options named.</summary>
internal sealed class TrustedPeers
{
    private readonly ImmutableArray<IPNetwork> _networks;
    private readonly ImmutableHashSet<string> _thumbprints;
    private readonly ImmutableHashSet<string> _sockets;

    /// <exception cref="ArgumentException">Nobody is named, or everybody.</exception>
    public TrustedPeers(TrustedPeerOptions options)
    {
        _networks = [.. options.Networks];
        _thumbprints = options.CertificateThumbprints.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        _sockets = options.UnixSockets.ToImmutableHashSet(StringComparer.Ordinal);
        if (_networks.IsEmpty && _thumbprints.IsEmpty && _sockets.IsEmpty)
        {
            throw new ArgumentException(
                "Name the proxies that may write the tenant's header: by network, certificate or Unix socket.",
                nameof(options)
            );
        }

        if (_networks.Any(network => network.PrefixLength == 0))
        {
            throw new ArgumentException(
                "A network of all addresses trusts every caller to name any tenant. Name the proxies' own.",
                nameof(options)
            );
        }

        if (_thumbprints.FirstOrDefault(text => !IsThumbprint(text)) is { } wrong)
        {
            throw new ArgumentException(
                $"'{wrong}' is no SHA-256 thumbprint. Give 64 hexadecimal digits.",
                nameof(options)
            );
        }
    }

    public bool Include(HttpContext context) =>
        HasTrustedAddress(context) || HasTrustedSocket(context) || HasTrustedCertificate(context);

    private static bool IsThumbprint(string text) =>
        text.Length == SHA256.HashSizeInBytes * 2 && text.All(char.IsAsciiHexDigit);

    private bool HasTrustedAddress(HttpContext context) =>
        !_networks.IsEmpty
        && TruePeer.FindAddress(context) is { } address
        && _networks.Any(network => network.Contains(address));

    private bool HasTrustedSocket(HttpContext context) =>
        TruePeer.FindLocalEndPoint(context) is UnixDomainSocketEndPoint socket && _sockets.Contains(socket.ToString());

    private bool HasTrustedCertificate(HttpContext context) =>
        !_thumbprints.IsEmpty
        && TruePeer.FindCertificate(context) is { } certificate
        && _thumbprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256));
}
