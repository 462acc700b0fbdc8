using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ringfence.AspNetCore.Peers;

/// <summary>
/// The other end of a request's connection. The middleware for forwarded headers and certificates writes what a header
/// says over <c>HttpContext.Connection</c>; the server's own features stay as they were.
/// </summary>
internal static class TruePeer
{
    /// <summary>The peer's address; null where it has none, or where only a rewritten one is left.</summary>
    public static IPAddress? FindAddress(HttpContext context)
    {
        var address = HasEndPoints(context)
            ? (Find(context, socket => socket.RemoteEndPoint, ends => ends.RemoteEndPoint) as IPEndPoint)?.Address
            : FindUnforwarded(context);
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    /// <summary>What the server listens on; null where it does not tell.</summary>
    public static EndPoint? FindLocalEndPoint(HttpContext context) =>
        Find(context, socket => socket.LocalEndPoint, ends => ends.LocalEndPoint);

    /// <summary>The certificate that the TLS handshake proved the peer to own.</summary>
    public static X509Certificate? FindCertificate(HttpContext context) =>
        context.Features.Get<ISslStreamFeature>()?.SslStream.RemoteCertificate;

    private static bool HasEndPoints(HttpContext context) =>
        context.Features.Get<IConnectionSocketFeature>() is not null
        || context.Features.Get<IConnectionEndPointFeature>() is not null;

    private static EndPoint? Find(
        HttpContext context,
        Func<Socket, EndPoint?> ofSocket,
        Func<IConnectionEndPointFeature, EndPoint?> ofConnection
    )
    {
        try
        {
            return context.Features.Get<IConnectionSocketFeature>() is { } socket ? ofSocket(socket.Socket)
                : context.Features.Get<IConnectionEndPointFeature>() is { } connection ? ofConnection(connection)
                : null;
        }
        catch (ObjectDisposedException)
        {
            return null; // The peer has hung up.
        }
    }

    // A server that tells no end point leaves the address that may have been written over. Whoever does that leaves the
    // former one in a header; a caller who sends that header himself is refused for it, and that is all.
    private static IPAddress? FindUnforwarded(HttpContext context)
    {
        var former = context.RequestServices.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value;
        return context.Request.Headers.ContainsKey(former.OriginalForHeaderName)
            ? null
            : context.Connection.RemoteIpAddress;
    }
}
