using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;

namespace WebTests;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "RF5101")]
    [InlineData("sub=ann", HttpStatusCode.Forbidden, "RF5102")]
    [InlineData("tenant_id=" + Tenants.Blue, HttpStatusCode.Forbidden, "RF5103")]
    [InlineData("tenant_id=red", HttpStatusCode.BadRequest, "RF5104")]
    [InlineData("tenant_id=" + Tenants.Red + ";tenant_id=" + Tenants.Blue, HttpStatusCode.Forbidden, "RF5105")]
    public async Task A_refusal_has_its_status_and_code(string? claims, HttpStatusCode status, string code)
    {
        await using var service = await WebService.StartAsync(MapTenant, KnowRed);

        var answer = await service.GetAsync("/tenant", claims);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_refused_request_does_not_reach_its_endpoint()
    {
        var calls = 0;
        await using var service = await WebService.StartAsync(app => app.MapGet("/tenant", () => calls++));

        await service.GetAsync("/tenant");
        await service.GetAsync("/tenant", "sub=ann");
        await service.GetAsync("/tenant", "tenant_id=red");

        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_caller_that_takes_only_html_is_told_the_code_as_well()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync(
            "/tenant",
            "sub=ann",
            request => request.Headers.Add("Accept", "text/html")
        );

        Assert.Equal("RF5102", answer.Code);
    }

    [Fact]
    public async Task The_scheme_writes_its_challenge_beside_the_problem()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync("/tenant");

        Assert.Equal((TestIdentity.SchemeName, "RF5101"), (answer.Challenge, answer.Code));
    }

    [Fact]
    public async Task Without_any_scheme_nobody_has_an_identity()
    {
        await using var service = await WebService.StartBareAsync(
            app =>
            {
                app.UseRingfence();
                MapTenant(app);
            },
            services => services.AddRingfence().AddAspNetCore()
        );

        var answer = await service.GetAsync("/tenant");

        Assert.Equal((HttpStatusCode.Unauthorized, "RF5101"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_scheme_for_browsers_may_send_the_caller_to_its_login_page()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            add: services => services.AddAuthentication("Cookies").AddCookie("Cookies")
        );

        var answer = await service.GetAsync("/tenant");

        Assert.Equal((HttpStatusCode.Redirect, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_scheme_whose_challenge_does_nothing_does_not_make_it_a_success()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            add: services =>
                services
                    .AddAuthentication("Silent")
                    .AddScheme<AuthenticationSchemeOptions, SilentIdentity>("Silent", null)
        );

        var answer = await service.GetAsync("/tenant");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Theory]
    [InlineData(TenantIdType.Uuid, "red-secret-name")]
    [InlineData(TenantIdType.Uuid, "00000000-0000-0000-0000-000000000000")]
    [InlineData(TenantIdType.Uuid, "{11111111-1111-4111-8111-11111111aaaa}")]
    [InlineData(TenantIdType.BigInt, "9223372036854775808")]
    [InlineData(TenantIdType.BigInt, "-1")]
    [InlineData(TenantIdType.Integer, "2147483648")]
    [InlineData(TenantIdType.Integer, "0")]
    [InlineData(TenantIdType.Text, " red")]
    [InlineData(TenantIdType.Text, "")]
    public async Task A_tenant_that_is_not_of_the_database_s_type_is_malformed(TenantIdType type, string value)
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.From(_ => ValueTask.FromResult<string?>(value)),
            type
        );

        var answer = await service.GetAsync("/tenant", "sub=ann");

        Assert.Equal((HttpStatusCode.BadRequest, "RF5104"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(TenantIdType.Uuid, Tenants.Red)]
    [InlineData(TenantIdType.BigInt, "9223372036854775807")]
    [InlineData(TenantIdType.Integer, "2147483647")]
    [InlineData(TenantIdType.Text, "red")]
    public async Task A_tenant_of_the_database_s_type_is_let_in(TenantIdType type, string value)
    {
        await using var service = await WebService.StartAsync(MapTenant, type: type);

        var answer = await service.GetAsync("/tenant", Tenants.Claim(value));

        Assert.Equal(value, answer.Body);
    }

    [Fact]
    public async Task A_malformed_tenant_is_not_echoed()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync("/tenant", "tenant_id=red-secret-name");

        Assert.DoesNotContain("red-secret-name", answer.Body, StringComparison.Ordinal);
    }

    private static void MapTenant(WebApplication app) => app.MapGet("/tenant", () => Tenants.Current);

    private static void KnowRed(RingfenceWebOptions options) =>
        options.IsKnownTenant = (_, tenant, _) => ValueTask.FromResult(tenant.Value == Tenants.Red);
}
