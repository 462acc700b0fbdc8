using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.Refusals;

namespace WebTests.Resolvers;

public sealed class GrpcMetadataTests
{
    private const string Key = "tenant";

    [Fact]
    public async Task A_member_acts_for_the_tenant_in_the_metadata()
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "application/grpc", Tenants.Red, Members.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Theory]
    [InlineData(Tenants.Blue)]
    [InlineData("red")]
    [InlineData("")]
    public async Task A_caller_who_writes_another_tenant_does_not_reach_the_method(string tenant)
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "application/grpc", tenant, Members.Claim(Tenants.Red));

        Assert.Equal("", answer.Body);
    }

    [Fact]
    public async Task A_header_of_another_request_is_no_metadata()
    {
        await using var service = await StartAsync();

        var answer = await GetAsync(service, "application/json", Tenants.Red, Members.Claim(Tenants.Red));

        Assert.Equal("RF5102", answer.Code);
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc-web", true)]
    [InlineData("application/grpc-web-text; charset=utf-8", true)]
    [InlineData("Application/Grpc;x=y", true)]
    [InlineData("application/grpcish", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void A_call_is_told_by_its_content_type(string? type, bool isGrpc)
    {
        var context = new DefaultHttpContext { Request = { ContentType = type } };

        Assert.Equal(isGrpc, GrpcRefusal.IsGrpc(context.Request));
    }

    [Theory]
    [InlineData("grpc-timeout")]
    [InlineData("tenant-bin")]
    public void An_entry_that_is_grpc_s_own_or_of_bytes_is_a_mistake(string key) =>
        Assert.Throws<ArgumentException>(() => new RingfenceWebOptions().FromGrpcMetadata(key, Members.Has));

    private static Task<WebService> StartAsync() =>
        WebService.StartAsync(
            app => app.MapGet("/tenant", () => Tenants.Current),
            options => options.FromGrpcMetadata(Key, Members.Has)
        );

    private static Task<Answer> GetAsync(WebService service, string type, string tenant, string claims) =>
        service.GetAsync(
            "/tenant",
            claims,
            request =>
            {
                request.Content = new ByteArrayContent([]);
                request.Content.Headers.Add("Content-Type", type);
                request.Headers.Add(Key, tenant);
            }
        );
}
