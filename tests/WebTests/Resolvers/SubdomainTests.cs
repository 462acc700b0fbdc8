using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore.Resolvers;

namespace WebTests.Resolvers;

public sealed class SubdomainTests
{
    [Fact]
    public async Task A_member_acts_for_the_tenant_in_the_host_name()
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "red.example.com", Members.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task A_caller_who_writes_another_host_is_refused()
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "blue.example.com", Members.Claim(Tenants.Red));

        Assert.Equal((HttpStatusCode.Forbidden, "RF5103"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_caller_cannot_tell_a_name_that_nobody_has_from_another_tenant_s()
    {
        await using var service = await StartAsync(LeaveTracesOut);

        var known = await GetAsync(service, "blue.example.com", Members.Claim(Tenants.Red));
        var unknown = await GetAsync(service, "green.example.com", Members.Claim(Tenants.Red));

        Assert.Equal(known, unknown);
    }

    [Fact]
    public async Task A_host_without_a_label_names_no_tenant()
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "example.com", Members.Claim(Tenants.Red));

        Assert.Equal("RF5102", answer.Code);
    }

    [Fact]
    public async Task Without_a_way_to_find_it_the_label_is_the_tenant()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.FromSubdomain(["example.com"], Members.Has),
            TenantIdType.Text
        );

        var answer = await GetAsync(service, "Red.Example.com", Members.Claim("red"));

        Assert.Equal("red", answer.Body);
    }

    [Fact]
    public async Task A_claim_and_a_host_that_differ_are_refused()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options =>
            {
                options.FromClaim("tenant_id");
                options.FromSubdomain(["example.com"], Members.Has, FindAsync);
            }
        );
        var claims = $"{Tenants.Claim(Tenants.Red)};{Members.Claim(Tenants.Red)};{Members.Claim(Tenants.Blue)}";

        var red = await GetAsync(service, "red.example.com", claims);
        var blue = await GetAsync(service, "blue.example.com", claims);

        Assert.Equal((Tenants.Red, "RF5105"), (red.Body, blue.Code));
    }

    [Theory]
    [InlineData("red.example.com", "red")]
    [InlineData("RED.Example.COM", "red")]
    [InlineData("red.example.com:8443", "red")]
    [InlineData("red.example.com.", "red")]
    [InlineData("red.example.com.:443", "red")]
    [InlineData("red.eu.example.com", "red")]
    [InlineData("münchen.example.com", "xn--mnchen-3ya")]
    [InlineData("xn--mnchen-3ya.example.com", "xn--mnchen-3ya")]
    [InlineData("example.com", null)]
    [InlineData("example.com.", null)]
    [InlineData("eu.example.com", null)]
    [InlineData("red.example.com..", null)]
    [InlineData(".example.com", null)]
    [InlineData("a.red.example.com", null)]
    [InlineData("a.red.eu.example.com", null)]
    [InlineData("redexample.com", null)]
    [InlineData("red.example.com.evil.test", null)]
    [InlineData("red.example.org", null)]
    [InlineData("red_1.example.com", null)]
    [InlineData("-red.example.com", null)]
    [InlineData("re d.example.com", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("[::1]:443", null)]
    [InlineData("localhost", null)]
    [InlineData("", null)]
    public void One_label_in_front_of_a_base_domain_is_a_tenant_s(string host, string? label)
    {
        var domains = new BaseDomains(["example.com", "EU.example.com."]);

        Assert.Equal(label, domains.FindLabel(new HostString(host)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*.example.com")]
    [InlineData("https://example.com")]
    [InlineData("127.0.0.1")]
    public void What_is_no_domain_name_is_no_base_domain(string domain) =>
        Assert.Throws<ArgumentException>(() => new BaseDomains([domain]));

    [Fact]
    public void Without_a_base_domain_any_host_would_do() =>
        Assert.Throws<ArgumentException>(() => new BaseDomains([]));

    private static Task<WebService> StartAsync(Action<IServiceCollection>? add = null) =>
        WebService.StartAsync(
            MapTenant,
            options => options.FromSubdomain(["example.com"], Members.Has, FindAsync),
            add: add
        );

    private static void MapTenant(WebApplication app) => app.MapGet("/tenant", () => Tenants.Current);

    private static Task<Answer> GetAsync(WebService service, string host, string claims) =>
        service.GetAsync("/tenant", claims, request => request.Headers.Host = host);

    private static ValueTask<TenantId?> FindAsync(HttpContext context, string label, CancellationToken cancellation) =>
        ValueTask.FromResult(
            label switch
            {
                "red" => TenantId.Parse(Tenants.Red, TenantIdType.Uuid),
                "blue" => TenantId.Parse(Tenants.Blue, TenantIdType.Uuid),
                _ => null,
            }
        );

    // Problem details carry the request's own id, which would differ.
    private static void LeaveTracesOut(IServiceCollection services) =>
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("traceId")
        );
}
