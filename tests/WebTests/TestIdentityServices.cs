using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace WebTests;

internal static class TestIdentityServices
{
    public static void AddTestIdentity(this IServiceCollection services) =>
        services
            .AddAuthentication(TestIdentity.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TestIdentity>(TestIdentity.SchemeName, null);
}
