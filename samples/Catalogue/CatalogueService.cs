using Microsoft.AspNetCore.Authentication.JwtBearer;
using Playground;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Npgsql;

namespace Catalogue;

/// <summary>
/// An API catalogue for many tenants in one database. What Ringfence adds is marked; the rest is any minimal API over
/// Dapper.
/// </summary>
/// <remarks>
/// Configuration: <c>ConnectionStrings:Catalogue</c>, <c>Ringfence:SigningKey</c>, and the issuer of the tokens in
/// <c>Authentication:Schemes:Bearer</c>, where ASP.NET Core looks for it.
/// </remarks>
public static class CatalogueService
{
    /// <summary>The tables that <c>ringfence protect</c> makes tenant tables.</summary>
    public static readonly string[] TenantTables = ["apis", "api_versions", "api_operations"];

    /// <summary>The SQL that makes the tables.</summary>
    public static string Schema { get; } = ReadSchema();

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var connectionString =
            configuration.GetConnectionString("Catalogue")
            ?? throw new InvalidOperationException("Set ConnectionStrings:Catalogue.");
        var services = builder.Services;

        // Ringfence: ids are uuids; statements are bound; the tenant is in the token's claim tenant_id.
        services
            .AddRingfence(options => options.TenantIdType = TenantIdType.Uuid)
            .AddNpgsql(connectionString, options => configuration.GetSection("Ringfence").Bind(options))
            .AddAspNetCore(options => options.IsKnownTenant = KnownTenants.IsKnownAsync);
        services.AddSingleton(_ => new KnownTenants(connectionString));
        services.AddHostedService(provider => provider.GetRequiredService<KnownTenants>());

        services
            .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options => options.MapInboundClaims = false);
        services.AddAuthorization();
        services.AddOpenApi(options => options.AddDocumentTransformer<BearerScheme>());
        services.AddExceptionHandler<DatabaseRefusals>();
        services.AddSingleton<LateReport>();
        return Map(builder.Build());
    }

    private static WebApplication Map(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRingfence(); // Ringfence: from here on a request has its tenant in scope, or has been refused.
        app.UseAuthorization();

        app.MapApis();
        app.MapVersions();
        app.MapGet("/health", () => "well").WithoutTenant().WithTags("service").WithSummary("Needs no tenant.");
        app.MapOpenApi().WithoutTenant();

        app.MapOperationsPage(app.Configuration);
        app.MapInjectableSearch("select a.name, a.host from apis as a where a.name");
        LateReport.Map(app, "select count(*) from apis as a");
        return app;
    }

    private static string ReadSchema()
    {
        using var stream = typeof(CatalogueService).Assembly.GetManifestResourceStream("Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
