using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WebTests;

public sealed class LogTests
{
    [Fact]
    public async Task A_refusal_is_logged_by_code_and_template_and_not_by_what_the_caller_wrote()
    {
        using var lines = new LogLines();
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/{tenant}/invoices", () => Tenants.Current),
            options => options.FromRouteValue("tenant", (_, _) => ValueTask.FromResult(true)),
            add: services => services.AddSingleton<ILoggerProvider>(lines)
        );

        await service.GetAsync("/red-secret-name/invoices", "sub=ann");

        Assert.Equal(["301 Request refused with RF5104 at /{tenant}/invoices"], lines.Of("Ringfence."));
    }

    [Fact]
    public async Task A_refused_tenant_is_logged()
    {
        using var lines = new LogLines();
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/{tenant}/invoices", () => Tenants.Current),
            options => options.FromRouteValue("tenant", (_, _) => ValueTask.FromResult(false)),
            add: services => services.AddSingleton<ILoggerProvider>(lines)
        );

        await service.GetAsync($"/{Tenants.Red}/invoices", "sub=ann");

        Assert.Equal(
            [$"302 Request for tenant {Tenants.Red} refused with RF5103 at /{{tenant}}/invoices"],
            lines.Of("Ringfence.")
        );
    }
}
