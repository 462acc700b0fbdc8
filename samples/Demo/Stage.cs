using System.Security.Cryptography;
using Demo.Chapters;
using Demo.Databases;
using Demo.Screens;
using Demo.Services;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing;

namespace Demo;

/// <summary>All that the walk plays on: the server, four databases, four services, the tenants and their tokens.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _owned = new();

    private Stage()
    {
        Red = Issuer.Member(DemoTenant.Red);
        Blue = Issuer.Member(DemoTenant.Blue);
        Green = Issuer.Member(DemoTenant.Green);
    }

    public Issuer Issuer { get; } = new(TimeProvider.System);

    public Caller Red { get; }

    public Caller Blue { get; }

    public Caller Green { get; }

    /// <summary>The API catalogue, under the signed binding.</summary>
    public RunningService Catalogue { get; private set; } = null!;

    /// <summary>The same catalogue under the setting binding: what it costs to leave the signature away.</summary>
    public RunningService SettingCatalogue { get; private set; } = null!;

    /// <summary>The same catalogue over EF Core, under the signed binding.</summary>
    public RunningService CatalogueEf { get; private set; } = null!;

    /// <summary>The staff list, under the password binding.</summary>
    public RunningService Staff { get; private set; } = null!;

    /// <summary>The catalogue through one single connection.</summary>
    public TenantDataSource OneConnection { get; private set; } = null!;

    /// <summary>The staff list through one single connection.</summary>
    public TenantDataSource OneStaffConnection { get; private set; } = null!;

    /// <summary>A digest of blue's rows in each service before the walk.</summary>
    public Dictionary<RunningService, string> BlueBefore { get; } = [];

    public static async Task<Stage> SetAsync(IScreen screen, CancellationToken cancellationToken)
    {
        var stage = new Stage();
        try
        {
            await stage.FillAsync(screen, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    private async Task FillAsync(IScreen screen, CancellationToken cancellationToken)
    {
        var server = Own(await PostgresServer.StartAsync(cancellationToken: cancellationToken));
        screen.Note($"PostgreSQL {server.Version} runs on {server.Host}:{server.Port}, until this program ends");

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        async Task<DemoDatabase> DatabaseAsync(DatabasePlan plan)
        {
            var made = Own(await DemoDatabase.CreateAsync(server, plan, password, cancellationToken));
            screen.Note(
                $"database {plan.Name}: {plan.Binding} binding, tenants of type {plan.TenantIdType}, a contract of"
                    + $" {made.ContractStatements} statements"
            );
            screen.Note(plan.Schema.Note);
            return made;
        }

        var signed = await DatabaseAsync(DatabasePlan.Catalogue("catalogue", Binding.Signed));
        var setting = await DatabaseAsync(DatabasePlan.Catalogue("catalogue_setting", Binding.Setting));
        var ef = await DatabaseAsync(DatabasePlan.CatalogueEf("catalogue_ef"));
        var staff = await DatabaseAsync(DatabasePlan.Staff("staff"));

        Catalogue = await StartAsync("Catalogue", signed, cancellationToken);
        SettingCatalogue = await StartAsync("Catalogue", setting, cancellationToken);
        CatalogueEf = await StartAsync("CatalogueEf", ef, cancellationToken);
        Staff = await StartAsync("Staff", staff, cancellationToken);
        screen.Note($"Catalogue answers on {Catalogue.Address}, Staff on {Staff.Address}");
        screen.Note($"Catalogue over EF Core answers on {CatalogueEf.Address}");
        screen.Note($"Catalogue under the setting binding, to be broken, on {SettingCatalogue.Address}");

        foreach (var service in new[] { Catalogue, SettingCatalogue, CatalogueEf, Staff })
        {
            BlueBefore[service] = await BlueRows.DigestAsync(service, cancellationToken);
        }

        OneConnection = Own(Single(signed));
        OneStaffConnection = Own(Single(staff));
    }

    private async Task<RunningService> StartAsync(
        string name,
        DemoDatabase database,
        CancellationToken cancellationToken
    )
    {
        var settings = Issuer.Configuration();
        foreach (var caller in new[] { Red, Blue, Green })
        {
            settings[$"Playground:Tokens:{caller.Name}"] = caller.Token;
        }

        return Own(
            await RunningService.StartAsync(
                name,
                database,
                name switch
                {
                    "Staff" => global::Staff.StaffService.Build,
                    "CatalogueEf" => global::CatalogueEf.CatalogueEfService.Build,
                    _ => global::Catalogue.CatalogueService.Build,
                },
                settings,
                cancellationToken
            )
        );
    }

    private static TenantDataSource Single(DemoDatabase database) =>
        TenantDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
            {
                MaxPoolSize = 1,
            }.ConnectionString,
            database.SourceOptions()
        );

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }
}
