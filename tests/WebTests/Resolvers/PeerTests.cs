using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.Peers;

namespace WebTests.Resolvers;

/// <summary>Who the peer of a real connection is, whatever other middleware says.</summary>
public sealed class PeerTests
{
    private const string Header = "X-Tenant";

    [Theory]
    [InlineData("127.0.0.0/8", Tenants.Red)]
    [InlineData("10.0.0.0/8", "RF5106")]
    public async Task The_address_of_the_connection_counts(string network, string expected)
    {
        await using var service = await StartAsync(trust => trust.Networks.Add(System.Net.IPNetwork.Parse(network)));
        using var client = new HttpClient();

        var answer = await GetAsync(client, service.Addresses[0]);

        Assert.Equal(expected, answer.Code ?? answer.Body);
    }

    [Theory]
    [InlineData("127.0.0.0/8", Tenants.Red)]
    [InlineData("10.0.0.0/8", "RF5106")]
    public async Task An_address_that_a_header_tells_does_not(string network, string expected)
    {
        await using var service = await StartAsync(
            trust => trust.Networks.Add(System.Net.IPNetwork.Parse(network)),
            front: app => app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor })
        );
        using var client = new HttpClient();

        var answer = await GetAsync(
            client,
            service.Addresses[0],
            request => request.Headers.Add("X-Forwarded-For", "10.1.2.3")
        );

        Assert.Equal(expected, answer.Code ?? answer.Body);
    }

    [Theory]
    [InlineData(true, Tenants.Red)]
    [InlineData(false, "RF5106")]
    public async Task A_proxy_may_come_by_a_named_socket(bool isNamed, string expected)
    {
        var path = Path.Combine(Path.GetTempPath(), $"arrivals-{Guid.NewGuid():N}.sock");
        await using var service = await StartAsync(
            trust => trust.UnixSockets.Add(isNamed ? path : "/run/other.sock"),
            listen: options => options.ListenUnixSocket(path)
        );
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        );

        var answer = await GetAsync(client, "http://localhost");

        Assert.Equal(expected, answer.Code ?? answer.Body);
    }

    [Theory]
    [InlineData(true, Tenants.Red)]
    [InlineData(false, "RF5106")]
    public async Task A_proxy_may_show_a_named_certificate(bool isNamed, string expected)
    {
        using var authority = TestAuthority.New();
        using var proxy = authority.Issue("CN=proxy");
        using var other = authority.Issue("CN=other");
        await using var service = await StartAsync(
            trust => trust.CertificateThumbprints.Add(proxy.GetCertHashString(HashAlgorithmName.SHA256)),
            listen: options => ListenTls(options, authority)
        );
        using var client = TlsClient(isNamed ? proxy : other);

        var answer = await GetAsync(client, service.Addresses[0]);

        Assert.Equal(expected, answer.Code ?? answer.Body);
    }

    [Fact]
    public async Task A_certificate_that_a_header_forwards_is_not_the_proxy_s()
    {
        using var authority = TestAuthority.New();
        using var proxy = authority.Issue("CN=proxy");
        await using var service = await StartAsync(
            trust => trust.CertificateThumbprints.Add(proxy.GetCertHashString(HashAlgorithmName.SHA256)),
            listen: options => ListenTls(options, authority),
            front: app => app.UseCertificateForwarding(),
            add: services => services.AddCertificateForwarding(_ => { })
        );
        using var client = TlsClient(null);

        var answer = await GetAsync(
            client,
            service.Addresses[0],
            request => request.Headers.Add("X-Client-Cert", Convert.ToBase64String(proxy.RawData))
        );

        Assert.Equal("RF5106", answer.Code);
    }

    private static void ListenTls(KestrelServerOptions options, TestAuthority authority) =>
        options.Listen(
            IPAddress.Loopback,
            0,
            endpoint =>
                endpoint.UseHttps(https =>
                {
                    https.ServerCertificate = authority.Issue("CN=localhost");
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                })
        );

    private static HttpClient TlsClient(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == "CN=authority",
            },
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return new HttpClient(handler);
    }

    private static Task<LoopbackService> StartAsync(
        Action<TrustedPeerOptions> trust,
        Action<KestrelServerOptions>? listen = null,
        Action<WebApplication>? front = null,
        Action<IServiceCollection>? add = null
    ) =>
        LoopbackService.StartAsync(
            app =>
            {
                front?.Invoke(app);
                app.UseAuthentication();
                app.UseRingfence();
                app.MapGet("/tenant", () => Tenants.Current);
            },
            services =>
            {
                services.AddRingfence().AddAspNetCore(options => options.FromTrustedHeader(Header, trust));
                services.AddTestIdentity();
                add?.Invoke(services);
            },
            listen
        );

    private static async Task<Answer> GetAsync(
        HttpClient client,
        string address,
        Action<HttpRequestMessage>? change = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/tenant");
        request.Headers.Add(TestIdentity.Verified, "sub=proxy");
        request.Headers.Add(Header, Tenants.Red);
        change?.Invoke(request);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
