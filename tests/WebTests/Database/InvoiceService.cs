using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace WebTests.Database;

/// <summary>A service with a table of invoices: POST adds one, GET counts what the caller can see.</summary>
internal static class InvoiceService
{
    public static readonly TestDatabaseOptions Database = new()
    {
        Schema = "create table invoice (id bigint generated always as identity primary key, tenant_id uuid not null)",
        TenantTables = "invoice",
    };

    public static Task<WebService> StartAsync(
        string connectionString,
        IConfiguration configuration,
        TenantIdType type = TenantIdType.Uuid
    ) =>
        WebService.StartBareAsync(
            app =>
            {
                app.UseAuthentication();
                app.UseRingfence();
                app.MapGet("/add", (TenantDataSource source) => RunAsync(source, "insert into invoice default values"));
                app.MapGet("/count", (TenantDataSource source) => RunAsync(source, "select count(*) from invoice"));
            },
            services =>
            {
                services.Configure<TenantDataSourceOptions>(configuration.GetSection("Ringfence"));
                services
                    .AddRingfence(options => options.TenantIdType = type)
                    .AddNpgsql(connectionString)
                    .AddAspNetCore();
                services.AddTestIdentity();
            }
        );

    public static IConfigurationRoot Configuration(string? key) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Ringfence:SigningKey", key)]).Build();

    private static async Task<string> RunAsync(TenantDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }
}
