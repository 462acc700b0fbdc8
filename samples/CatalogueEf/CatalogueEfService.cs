using System.Runtime.CompilerServices;
using CatalogueEf.Endpoints;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Playground;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.EntityFrameworkCore;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Tenants;

namespace CatalogueEf;

/// <summary>
/// The API catalogue over EF Core: the tables, their keys and their policies come from the model, by migrations.
/// </summary>
/// <remarks>
/// Configuration: <c>ConnectionStrings:CatalogueEf</c>, <c>Ringfence:SigningKey</c>, and the issuer of the tokens in
/// <c>Authentication:Schemes:Bearer</c>, where ASP.NET Core looks for it.
/// </remarks>
public static class CatalogueEfService
{
    /// <summary>Brings the tables up to date, as their owner: before the service starts, not by it.</summary>
    /// <param name="ownerConnectionString">Of a login that owns the tables, or becomes their owner's role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MigrateAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var context = MigratingContext.Create(ownerConnectionString);
        await context.Database.MigrateAsync(cancellationToken);
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var connectionString =
            configuration.GetConnectionString("CatalogueEf")
            ?? throw new InvalidOperationException("Set ConnectionStrings:CatalogueEf.");
        var services = builder.Services;

        // Ringfence: the tenant is in the token's claim tenant_id, and the database knows which tenants there are.
        services
            .AddRingfence(options => options.TenantIdType = TenantIdType.Uuid)
            .AddNpgsql(connectionString, options => configuration.GetSection("Ringfence").Bind(options))
            .AddTenantStore(connectionString)
            .AddAspNetCore();

        // Ringfence: every statement of the context is bound to the request's tenant.
        services.AddDbContextPool<CatalogueContext>(options => options.UseNpgsql().UseRingfence());

        services
            .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options => options.MapInboundClaims = false);
        services.AddAuthorization();
        services.AddOpenApi(options => options.AddDocumentTransformer<BearerScheme>());
        services.AddExceptionHandler<DatabaseRefusals>();
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
        app.MapInjectableSearch("select a.name, a.host from apis as a where a.name", SearchAsync);
        return app;
    }

    private static async IAsyncEnumerable<string?[]> SearchAsync(
        IServiceProvider services,
        string sql,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var context = services.GetRequiredService<CatalogueContext>();
        var rows = context.Database.SqlQueryRaw<NameAndHost>(sql).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return [row.Name, row.Host];
        }
    }

    private sealed record NameAndHost(string Name, string Host);
}
