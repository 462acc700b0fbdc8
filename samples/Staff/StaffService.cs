using Microsoft.AspNetCore.Authentication.JwtBearer;
using Playground;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Npgsql;

namespace Staff;

/// <summary>
/// A staff list for many tenants in one database, for a team whose database binds by password and numbers its tenants.
/// </summary>
/// <remarks>
/// Configuration: <c>ConnectionStrings:Staff</c>, <c>Ringfence:Password</c>, and the issuer of the tokens in
/// <c>Authentication:Schemes:Bearer</c>.
/// </remarks>
public static class StaffService
{
    /// <summary>The claim of the token that names the tenant; not the usual one, whose tenants are uuids.</summary>
    public const string TenantClaim = "staff_tenant";

    /// <summary>The tables that <c>ringfence protect</c> makes tenant tables.</summary>
    public static readonly string[] TenantTables = ["employees"];

    /// <summary>The SQL that makes the tables.</summary>
    public static string Schema { get; } = ReadSchema();

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var connectionString =
            configuration.GetConnectionString("Staff")
            ?? throw new InvalidOperationException("Set ConnectionStrings:Staff.");
        var services = builder.Services;

        services
            .AddRingfence(options => options.TenantIdType = TenantIdType.Integer)
            .AddNpgsql(
                connectionString,
                options =>
                {
                    options.Binding = Binding.Password;
                    options.Password = configuration["Ringfence:Password"];
                }
            )
            .AddAspNetCore(options => options.FromClaim(TenantClaim));

        services
            .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options => options.MapInboundClaims = false);
        services.AddAuthorization();
        services.AddOpenApi(options => options.AddDocumentTransformer<BearerScheme>());
        services.AddSingleton<LateReport>();
        return Map(builder.Build());
    }

    private static WebApplication Map(WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseRingfence();
        app.UseAuthorization();

        app.MapEmployees();
        app.MapOpenApi().WithoutTenant();

        app.MapOperationsPage(app.Configuration);
        app.MapInjectableSearch("select e.name, e.email from employees as e where e.name");
        LateReport.Map(app, "select count(*) from employees as e");
        return app;
    }

    private static string ReadSchema()
    {
        using var stream = typeof(StaffService).Assembly.GetManifestResourceStream("Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
