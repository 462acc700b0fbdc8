using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Messages;
using Ringfence.Npgsql;
using Ringfence.Tenants;
using Worker.Outboxes;
using Worker.Reminders;

namespace Worker;

/// <summary>
/// Invoices for many tenants in one database, and the four kinds of work that no request waits for: a nightly run over
/// all tenants, a timer, a channel, and an outbox whose messages carry their tenant.
/// </summary>
/// <remarks>
/// Configuration: <c>ConnectionStrings:Worker</c>, <c>Ringfence:SigningKey</c>, <c>Ringfence:MessageKey</c>, and the
/// issuer of the tokens in <c>Authentication:Schemes:Bearer</c>.
/// </remarks>
public static class WorkerService
{
    /// <summary>The tables that <c>ringfence protect</c> makes tenant tables.</summary>
    public static readonly string[] TenantTables = ["invoices", "invoice_totals", "reminders", "outbox", "notices"];

    /// <summary>The SQL that makes the tables.</summary>
    public static string Schema { get; } = ReadSchema();

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var connectionString =
            configuration.GetConnectionString("Worker")
            ?? throw new InvalidOperationException("Set ConnectionStrings:Worker.");
        var services = builder.Services;

        services
            .AddRingfence(options => options.TenantIdType = TenantIdType.Uuid)
            .AddNpgsql(connectionString, options => configuration.GetSection("Ringfence").Bind(options))
            .AddMessages(options => options.Key = configuration["Ringfence:MessageKey"])
            .AddAspNetCore();

        // The tenants that there are: asked before every job, and for the list of all.
        services.AddSingleton(_ => new TenantList(connectionString));
        services.AddSingleton<ITenantStore>(provider => provider.GetRequiredService<TenantList>());
        services.AddHostedService(provider => provider.GetRequiredService<TenantList>());

        services.AddSingleton(TimeProvider.System);
        services.AddScoped<Invoices>();
        services.AddScoped<Outbox>();
        services.AddSingleton<ReminderQueue>();
        services.TryAddSingleton<IBroker, LoopbackBroker>();
        AddWork<NightlyTotals>(services);
        AddWork<OverdueTimer>(services);
        AddWork<ReminderConsumer>(services);
        AddWork<OutboxDispatcher>(services);
        AddWork<NoticeConsumer>(services);

        services
            .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options => options.MapInboundClaims = false);
        services.AddAuthorization();
        return Map(builder.Build());
    }

    private static void AddWork<TWork>(IServiceCollection services)
        where TWork : class, IHostedService
    {
        services.AddSingleton<TWork>();
        services.AddHostedService(provider => provider.GetRequiredService<TWork>());
    }

    private static WebApplication Map(WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseRingfence();
        app.UseAuthorization();
        app.MapInvoices();
        return app;
    }

    private static string ReadSchema()
    {
        using var stream = typeof(WorkerService).Assembly.GetManifestResourceStream("Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
