using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A database with the tables of a context's model, made by EF Core as their owner, and protected.</summary>
internal sealed class OwnedDatabase<TContext> : IAsyncDisposable
    where TContext : DbContext
{
    private readonly PostgresServer _server;
    private readonly TestDatabase _database;
    private readonly Action<OwnershipOptions> _model;
    private readonly Func<DbContextOptions<TContext>, TContext> _make;

    private OwnedDatabase(
        PostgresServer server,
        TestDatabase database,
        Func<DbContextOptions<TContext>, TContext> make,
        Action<OwnershipOptions> model
    )
    {
        _server = server;
        _database = database;
        _make = make;
        _model = model;
    }

    public TenantDataSource Source => _database.Source;

    public NpgsqlDataSource Superuser => _database.Superuser;

    /// <summary>The keys and foreign keys of tenant tables that do not carry the tenant, as <c>protect</c> names them.</summary>
    public IReadOnlyList<string> KeysWithoutTenant { get; private set; } = [];

    public static async Task<OwnedDatabase<TContext>> CreateAsync(
        PostgresServer server,
        Func<DbContextOptions<TContext>, TContext> make,
        TenantIdType tenantIdType = TenantIdType.Uuid,
        Action<OwnershipOptions>? model = null
    )
    {
        var database = await TestDatabase.CreateAsync(
            server,
            new() { TenantIdType = tenantIdType },
            TestContext.Current.CancellationToken
        );
        var owned = new OwnedDatabase<TContext>(
            server,
            database,
            make,
            options =>
            {
                options.TenantIdType = tenantIdType;
                model?.Invoke(options);
            }
        );
        await owned.MakeTablesAsync();
        return owned;
    }

    /// <summary>The same model without Ringfence: tables without tenants, and whose context knows of none.</summary>
    public static async Task<OwnedDatabase<TContext>> CreatePlainAsync(
        PostgresServer server,
        Func<DbContextOptions<TContext>, TContext> make
    )
    {
        var database = await TestDatabase.CreateAsync(server, new(), TestContext.Current.CancellationToken);
        var plain = new OwnedDatabase<TContext>(server, database, make, _ => { });
        await using var context = plain.OpenPlain(plain.Superuser);
        await plain.ExecuteAsync(context.Database.GenerateCreateScript());
        return plain;
    }

    public TenantDataSource CreateSource(Action<NpgsqlConnectionStringBuilder> connect) =>
        _database.CreateSource(connect: connect);

    public NpgsqlDataSource CreateBareSource(Action<NpgsqlConnectionStringBuilder> connect)
    {
        var connection = new NpgsqlConnectionStringBuilder(_server.SuperuserConnectionString)
        {
            Database = _database.Name,
        };
        connect(connection);
        return NpgsqlDataSource.Create(connection);
    }

    public TContext OpenPlain(NpgsqlDataSource source) =>
        _make(new DbContextOptionsBuilder<TContext>().OfMany().UseNpgsql(source).Options);

    public TestTenant As(TenantId tenantId) => _database.As(tenantId);

    public TContext Open(Action<DbContextOptionsBuilder<TContext>>? configure = null) => Open(Source, configure);

    public TContext Open(TenantDataSource source, Action<DbContextOptionsBuilder<TContext>>? configure = null)
    {
        var builder = new DbContextOptionsBuilder<TContext>().OfMany().UseNpgsql().UseRingfence(source, _model);
        configure?.Invoke(builder);
        return _make(builder.Options);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task MakeTablesAsync()
    {
        await using var context = _make(
            new DbContextOptionsBuilder<TContext>()
                .OfMany()
                .UseNpgsql(_database.Superuser.ConnectionString)
                .UseRingfenceMigrations(_model)
                .Options
        );
        await ExecuteAsync(
            $"""
            grant create on database "{_database.Name}" to ringfence_owner;
            grant create on schema public to ringfence_owner;
            set role ringfence_owner;
            {context.Database.GenerateCreateScript()}
            reset role;
            grant usage on all sequences in schema public to ringfence_app;
            """
        );
        var tables = context
            .Model.GetRelationalModel()
            .Tables.Select(table => (table.Schema, table.Name, Column: TenantColumn(table)))
            .ToList();
        var keys = new List<string>();
        foreach (var (schema, name, column) in tables)
        {
            var quoted = $"\"{schema ?? "public"}\".\"{name}\"";
            if (column is null)
            {
                await ExecuteAsync($"grant select, insert, update, delete on {quoted} to ringfence_app");
            }
            else
            {
                var protection = await TableProtector.ProtectAsync(_database.Superuser, [quoted], column);
                keys.AddRange(protection.SelectMany(table => table.KeysWithoutTenant));
            }
        }

        KeysWithoutTenant = keys;
    }

    private static string? TenantColumn(ITable table) =>
        table
            .EntityTypeMappings.Select(mapping => mapping.TypeBase)
            .OfType<IEntityType>()
            .Select(type =>
                type.FindTenantProperty()?.GetColumnName(StoreObjectIdentifier.Table(table.Name, table.Schema))
            )
            .FirstOrDefault(column => column is not null);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
