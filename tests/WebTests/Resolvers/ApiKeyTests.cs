using System.Buffers.Text;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.ApiKeys;

namespace WebTests.Resolvers;

public sealed class ApiKeyTests
{
    private static readonly ApiKey Red = ApiKey.New();
    private static readonly ApiKey Blue = ApiKey.New();

    [Theory]
    [InlineData("Authorization", "ApiKey ")]
    [InlineData("Authorization", "apikey ")]
    [InlineData("X-Api-Key", "")]
    public async Task A_key_acts_for_its_tenant(string header, string start)
    {
        await using var service = await StartAsync();

        var red = await GetAsync(service, header, start + Red.Text);
        var blue = await GetAsync(service, header, start + Blue.Text);

        Assert.Equal((Tenants.Red, Tenants.Blue), (red.Body, blue.Body));
    }

    [Fact]
    public async Task A_key_with_another_key_s_secret_is_refused()
    {
        await using var service = await StartAsync();
        var secret = Blue.Text.Split('.')[2];

        var answer = await GetAsync(service, "X-Api-Key", $"rfa1.{Red.Id}.{secret}");

        Assert.Equal((HttpStatusCode.Unauthorized, "RF5101", "ApiKey"), (answer.Status, answer.Code, answer.Challenge));
    }

    [Fact]
    public async Task The_hash_of_a_key_does_not_open()
    {
        await using var service = await StartAsync();
        var hash = Base64Url.EncodeToString(Red.Hash.Span);

        var answer = await GetAsync(service, "X-Api-Key", $"rfa1.{Red.Id}.{hash}");

        Assert.Equal("RF5101", answer.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rfa1")]
    [InlineData("rfa1..")]
    [InlineData("rfk1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_key_is_refused(string text)
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "Authorization", $"ApiKey {text}");

        Assert.Equal("RF5101", answer.Code);
    }

    [Fact]
    public async Task A_key_that_nobody_keeps_is_refused()
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "X-Api-Key", ApiKey.New().Text);

        Assert.Equal("RF5101", answer.Code);
    }

    [Theory]
    [InlineData(-1, "RF5101")]
    [InlineData(0, "RF5101")]
    [InlineData(1, Tenants.Red)]
    public async Task A_key_is_taken_until_it_expires(int seconds, string expected)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        await using var service = await StartAsync(
            Kept(Red, Tenants.Red) with
            {
                Expires = now.AddSeconds(seconds),
            },
            now
        );

        var answer = await GetAsync(service, "X-Api-Key", Red.Text);

        Assert.Equal(expected, answer.Code ?? answer.Body);
    }

    [Fact]
    public async Task Two_keys_are_refused()
    {
        await using var service = await StartAsync();

        var answer = await service.GetAsync(
            "/tenant",
            change: request =>
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"ApiKey {Red.Text}");
                request.Headers.Add("X-Api-Key", Blue.Text);
            }
        );

        Assert.Equal("RF5101", answer.Code);
    }

    [Fact]
    public async Task A_claim_of_another_scheme_is_no_key_s()
    {
        await using var service = await WebService.StartAsync(MapTenant, options => options.FromApiKey());

        var answer = await service.GetAsync("/tenant", $"ringfence_tenant={Tenants.Red}");

        Assert.Equal("RF5102", answer.Code);
    }

    [Fact]
    public async Task People_and_programs_come_to_one_service()
    {
        await using var service = await StartMixedAsync();

        var person = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));
        var program = await GetAsync(service, "X-Api-Key", Blue.Text);

        Assert.Equal((Tenants.Red, Tenants.Blue), (person.Body, program.Body));
    }

    [Fact]
    public void A_new_key_reads_back_as_itself()
    {
        var key = ApiKey.New();

        Assert.True(ApiKey.TryParse(key.Text, out var read));
        Assert.Equal((key.Id, Convert.ToHexString(key.Hash.Span)), (read.Id, Convert.ToHexString(read.Hash.Span)));
    }

    [Fact]
    public void A_key_is_not_its_text_in_a_log()
    {
        var key = ApiKey.New();

        Assert.DoesNotContain(key.Text.Split('.')[2], $"{key}", StringComparison.Ordinal);
    }

    private static Task<WebService> StartAsync(StoredApiKey? red = null, DateTimeOffset? now = null) =>
        WebService.StartAsync(
            MapTenant,
            options => options.FromApiKey(),
            add: services =>
            {
                services.AddAuthentication(ApiKeyAuthentication.Scheme).AddApiKey();
                services.AddSingleton<IApiKeyStore>(
                    new ApiKeyStore(red ?? Kept(Red, Tenants.Red), Kept(Blue, Tenants.Blue))
                );
                if (now is { } time)
                {
                    services.AddSingleton<TimeProvider>(new StoppedClock(time));
                }
            }
        );

    private static Task<WebService> StartMixedAsync() =>
        WebService.StartAsync(
            MapTenant,
            options =>
            {
                options.FromClaim("tenant_id", SourcePresence.Optional);
                options.FromApiKey(SourcePresence.Optional);
            },
            add: services =>
            {
                services
                    .AddAuthentication("Mixed")
                    .AddApiKey()
                    .AddPolicyScheme("Mixed", null, options => options.ForwardDefaultSelector = Select);
                services.AddSingleton<IApiKeyStore>(new ApiKeyStore(Kept(Blue, Tenants.Blue)));
            }
        );

    private static string Select(HttpContext context) =>
        context.Request.Headers.ContainsKey(ApiKeyAuthentication.Header)
            ? ApiKeyAuthentication.Scheme
            : TestIdentity.SchemeName;

    private static StoredApiKey Kept(ApiKey key, string tenant) =>
        new()
        {
            Id = key.Id,
            Hash = key.Hash,
            TenantId = TenantId.Parse(tenant, TenantIdType.Uuid),
        };

    private static void MapTenant(WebApplication app) => app.MapGet("/tenant", () => Tenants.Current);

    private static Task<Answer> GetAsync(WebService service, string header, string value) =>
        service.GetAsync("/tenant", change: request => request.Headers.TryAddWithoutValidation(header, value));
}
