using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.Certificates;

namespace WebTests.Resolvers;

public sealed class ClientCertificateTests : IDisposable
{
    private const string Prefix = "spiffe://example.com/tenant/";

    private readonly TestAuthority _authority = TestAuthority.New();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_certificate_acts_for_the_tenant_that_its_authority_wrote_into_it()
    {
        using var red = _authority.Issue("CN=red", names => names.AddUri(new(Prefix + Tenants.Red)));
        using var blue = _authority.Issue("CN=blue", names => names.AddUri(new(Prefix + Tenants.Blue)));

        var answers = (await GetAsync(red)).Body + (await GetAsync(blue)).Body;

        Assert.Equal(Tenants.Red + Tenants.Blue, answers);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_nobody_s()
    {
        using var forger = TestAuthority.New();
        using var forged = forger.Issue("CN=red", names => names.AddUri(new(Prefix + Tenants.Red)));

        var answer = await GetAsync(forged);

        Assert.Equal("RF5101", answer.Code);
    }

    [Fact]
    public async Task A_certificate_counts_until_it_expires()
    {
        using var old = _authority.Issue("CN=red", names => names.AddUri(new(Prefix + Tenants.Red)), days: 1);
        var end = new DateTimeOffset(old.NotAfter);

        var before = await GetAsync(old, add: At(end.AddMinutes(-1)));
        var after = await GetAsync(old, add: At(end.AddMinutes(1)));

        Assert.Equal((Tenants.Red, "RF5101"), (before.Body, after.Code));
    }

    [Fact]
    public async Task Without_a_certificate_there_is_no_identity()
    {
        var answer = await GetAsync(null);

        Assert.Equal("RF5101", answer.Code);
    }

    [Fact]
    public async Task A_certificate_with_two_tenants_is_ambiguous()
    {
        using var both = _authority.Issue(
            "CN=both",
            names =>
            {
                names.AddUri(new(Prefix + Tenants.Red));
                names.AddUri(new(Prefix + Tenants.Blue));
            }
        );

        var answer = await GetAsync(both);

        Assert.Equal("RF5105", answer.Code);
    }

    [Fact]
    public async Task A_certificate_beside_another_identity_is_refused()
    {
        using var forger = TestAuthority.New();
        using var forged = forger.Issue("CN=red", names => names.AddUri(new(Prefix + Tenants.Red)));

        var answer = await GetAsync(
            forged,
            add: services => services.AddTestIdentity(),
            change: request => request.Headers.Add(TestIdentity.Verified, Tenants.Claim(Tenants.Red))
        );

        Assert.Equal((HttpStatusCode.Forbidden, "RF5109"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_certificate_beside_the_kept_identity_of_another_one_is_refused()
    {
        using var red = _authority.Issue("CN=red", names => names.AddUri(new(Prefix + Tenants.Red)));
        using var forger = TestAuthority.New();
        using var forged = forger.Issue("CN=blue", names => names.AddUri(new(Prefix + Tenants.Blue)));
        var kept = CertificateIdentity.New(red);

        var own = await GetAsync(red, use: app => Keep(app, kept));
        var answer = await GetAsync(forged, use: app => Keep(app, kept));

        Assert.Equal((Tenants.Red, "RF5109"), (own.Body, answer.Code));
    }

    [Fact]
    public async Task The_identity_of_the_frameworks_own_handler_counts_for_its_certificate()
    {
        using var red = _authority.Issue("CN=red", names => names.AddUri(new(Prefix + Tenants.Red)));
        using var forger = TestAuthority.New();
        using var forged = forger.Issue("CN=blue", names => names.AddUri(new(Prefix + Tenants.Blue)));
        var kept = new ClaimsIdentity([new(ClaimTypes.Thumbprint, red.Thumbprint)], "Certificate");

        var own = await GetAsync(red, use: app => Keep(app, kept));
        var answer = await GetAsync(forged, use: app => Keep(app, kept));

        Assert.Equal((Tenants.Red, "RF5109"), (own.Body, answer.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_forged_certificate_sends_the_service_nowhere(bool isIssuer)
    {
        var asked = 0;
        await using var trap = await LoopbackService.StartAsync(
            app => app.MapFallback(() => Interlocked.Increment(ref asked)),
            _ => { }
        );
        using var forger = TestAuthority.New("CN=forger");
        var address = $"{trap.Addresses[0]}/trap";
        using var forged = forger.Issue(
            "CN=red",
            names => names.AddUri(new(Prefix + Tenants.Red)),
            extensions: isIssuer
                ? new X509AuthorityInformationAccessExtension([address], [address])
                : CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([address])
        );

        var answer = await GetAsync(
            forged,
            add: services =>
                services.Configure<ClientCertificateOptions>(
                    ClientCertificateAuthentication.Scheme,
                    options => options.RevocationMode = X509RevocationMode.Online
                )
        );

        Assert.Equal(("RF5101", 0), (answer.Code, asked));
    }

    [Fact]
    public void A_tenant_may_stand_in_a_dns_name()
    {
        using var certificate = _authority.Issue("CN=red", names => names.AddDnsName("Red.tenants.example.com"));

        Assert.Equal("red", CertificateTenants.InDnsName(".tenants.example.com")(certificate));
    }

    [Fact]
    public void A_tenant_may_stand_in_the_organizational_unit()
    {
        using var certificate = _authority.Issue($"CN=a, OU={Tenants.Red}, O=Example");

        Assert.Equal(Tenants.Red, CertificateTenants.InOrganizationalUnit(certificate));
    }

    [Fact]
    public void A_tenant_may_have_a_list_of_certificates()
    {
        using var red = _authority.Issue("CN=red");
        using var blue = _authority.Issue("CN=blue");
        var tenant = TenantId.Parse(Tenants.Red, TenantIdType.Uuid);
        var thumbprint = red.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        var read = CertificateTenants.ByThumbprint(
            new Dictionary<string, TenantId>(StringComparer.Ordinal) { [thumbprint] = tenant }
        );

        Assert.Equal((Tenants.Red, 0), (read(red).ToString(), read(blue).Count));
    }

    [Fact]
    public void A_certificate_without_the_name_names_nobody()
    {
        using var certificate = _authority.Issue("CN=red", names => names.AddUri(new("https://example.com/red")));

        StringValues[] read =
        [
            CertificateTenants.InUri(Prefix)(certificate),
            CertificateTenants.InDnsName(".tenants.example.com")(certificate),
            CertificateTenants.InOrganizationalUnit(certificate),
        ];

        Assert.All(read, names => Assert.Empty(names.ToArray()));
    }

    [Fact]
    public async Task Without_an_authority_nobody_can_be_believed() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            GetAsync(
                null,
                add: services =>
                    services.Configure<ClientCertificateOptions>(
                        ClientCertificateAuthentication.Scheme,
                        options => options.Authorities.Clear()
                    )
            )
        );

    private static Action<IServiceCollection> At(DateTimeOffset time) =>
        services => services.AddSingleton<TimeProvider>(new StoppedClock(time));

    // As a scheme that keeps what another one has found out: a cookie, a token of the service's own.
    private static void Keep(IApplicationBuilder app, ClaimsIdentity identity) =>
        app.Use(
            (HttpContext context, RequestDelegate next) =>
            {
                context.User = new(identity);
                return next(context);
            }
        );

    private async Task<Answer> GetAsync(
        X509Certificate2? certificate,
        Action<IServiceCollection>? add = null,
        Action<HttpRequestMessage>? change = null,
        Action<IApplicationBuilder>? use = null
    )
    {
        await using var service = await WebService.StartBareAsync(
            app =>
            {
                app.Use(
                    (HttpContext context, RequestDelegate next) =>
                    {
                        context.Connection.ClientCertificate = certificate;
                        return next(context);
                    }
                );
                app.UseAuthentication();
                use?.Invoke(app);
                app.UseRingfence();
                app.MapGet("/tenant", () => Tenants.Current);
            },
            services =>
            {
                services
                    .AddRingfence()
                    .AddAspNetCore(options => options.FromClientCertificate(CertificateTenants.InUri(Prefix)));
                services
                    .AddAuthentication(ClientCertificateAuthentication.Scheme)
                    .AddClientCertificate(options =>
                    {
                        options.Authorities.Add(_authority.Certificate);
                        options.RevocationMode = X509RevocationMode.NoCheck;
                    });
                add?.Invoke(services);
            }
        );
        return await service.GetAsync("/tenant", change: change);
    }
}
