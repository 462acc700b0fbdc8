using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.Peers;

namespace WebTests.Resolvers;

/// <summary>The header under a server that tells no end point, with the peer's address made up; see PeerTests for a real one.</summary>
public sealed class TrustedHeaderTests
{
    private const string Header = "X-Tenant";

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("fd00::7")]
    public async Task A_trusted_proxy_names_the_tenant(string peer)
    {
        await using var service = await StartAsync(peer, options => options.FromTrustedHeader(Header, Trust));

        var answer = await GetAsync(service, Tenants.Red);

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Theory]
    [InlineData("11.1.2.3")]
    [InlineData("::ffff:11.1.2.3")]
    [InlineData("fd01::7")]
    [InlineData(null)]
    public async Task The_header_of_anybody_else_is_refused(string? peer)
    {
        await using var service = await StartAsync(peer, options => options.FromTrustedHeader(Header, Trust));

        var answer = await GetAsync(service, Tenants.Red);

        Assert.Equal((HttpStatusCode.Forbidden, "RF5106"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_header_of_anybody_else_is_refused_even_where_another_source_names_the_same_tenant()
    {
        await using var service = await StartAsync(
            "11.1.2.3",
            options =>
            {
                options.FromClaim("tenant_id");
                options.FromTrustedHeader(Header, Trust, SourcePresence.Optional);
            }
        );

        var forged = await GetAsync(service, Tenants.Red, Tenants.Claim(Tenants.Red));
        var without = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal(("RF5106", Tenants.Red), (forged.Code, without.Body));
    }

    [Fact]
    public async Task A_trusted_proxy_that_writes_no_header_names_no_tenant()
    {
        await using var service = await StartAsync("10.1.2.3", options => options.FromTrustedHeader(Header, Trust));

        var answer = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal("RF5102", answer.Code);
    }

    [Fact]
    public async Task A_header_that_the_proxy_added_to_the_caller_s_is_refused()
    {
        await using var service = await StartAsync("10.1.2.3", options => options.FromTrustedHeader(Header, Trust));

        var answer = await service.GetAsync(
            "/tenant",
            "sub=ann",
            request => request.Headers.Add(Header, [Tenants.Blue, Tenants.Red])
        );

        Assert.NotEqual(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task An_address_that_forwarded_headers_wrote_is_no_peer_s()
    {
        await using var service = await StartAsync(
            "11.1.2.3",
            options => options.FromTrustedHeader(Header, Trust),
            app =>
            {
                var careless = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
                careless.KnownIPNetworks.Clear();
                careless.KnownProxies.Clear();
                app.UseForwardedHeaders(careless);
            }
        );

        var answer = await service.GetAsync(
            "/tenant",
            "sub=ann",
            request =>
            {
                request.Headers.Add(Header, Tenants.Red);
                request.Headers.Add("X-Forwarded-For", "10.1.2.3");
            }
        );

        Assert.Equal("RF5106", answer.Code);
    }

    [Fact]
    public void Nobody_to_trust_is_a_mistake()
    {
        var options = new RingfenceWebOptions();

        Assert.Throws<ArgumentException>(() => options.FromTrustedHeader(Header, _ => { }));
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void Everybody_cannot_be_trusted(string network)
    {
        var options = new RingfenceWebOptions();

        Assert.Throws<ArgumentException>(() =>
            options.FromTrustedHeader(Header, trust => trust.Networks.Add(System.Net.IPNetwork.Parse(network)))
        );
    }

    [Fact]
    public void A_short_thumbprint_is_refused()
    {
        var options = new RingfenceWebOptions();

        Assert.Throws<ArgumentException>(() =>
            options.FromTrustedHeader(Header, trust => trust.CertificateThumbprints.Add(new string('a', 40)))
        );
    }

    private static void Trust(TrustedPeerOptions trust)
    {
        trust.Networks.Add(System.Net.IPNetwork.Parse("10.0.0.0/8"));
        trust.Networks.Add(System.Net.IPNetwork.Parse("fd00::/16"));
    }

    private static Task<WebService> StartAsync(
        string? peer,
        Action<RingfenceWebOptions> configure,
        Action<WebApplication>? front = null
    ) =>
        WebService.StartBareAsync(
            app =>
            {
                app.Use(
                    (HttpContext context, RequestDelegate next) =>
                    {
                        context.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
                        return next(context);
                    }
                );
                front?.Invoke(app);
                app.UseAuthentication();
                app.UseRingfence();
                app.MapGet("/tenant", () => Tenants.Current);
            },
            services =>
            {
                services.AddRingfence().AddAspNetCore(configure);
                services.AddTestIdentity();
            }
        );

    private static Task<Answer> GetAsync(WebService service, string tenant, string claims = "sub=ann") =>
        service.GetAsync("/tenant", claims, request => request.Headers.Add(Header, tenant));
}
