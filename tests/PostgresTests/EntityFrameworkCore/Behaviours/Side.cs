using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>One variant's database, filled, and the way that contexts reach it: through the proxy.</summary>
internal sealed class Side : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly Rows _rows;
    private readonly NpgsqlDataSource? _plain;
    private readonly TenantDataSource? _tenants;

    private Side(Variant variant, TestDatabase database, Rows rows, int port)
    {
        Variant = variant;
        _database = database;
        _rows = rows;
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
        {
            Port = port,
        }.ConnectionString;
        if (variant == Variant.Plain)
        {
            _plain = NpgsqlDataSource.Create(ConnectionString);
        }
        else
        {
            _tenants = database.CreateSource(connect: to => to.Port = port);
        }
    }

    public Variant Variant { get; }

    /// <summary>Of the application role, through the proxy.</summary>
    public string ConnectionString { get; }

    public string Database => _database.Name;

    /// <summary>Connections that see behind, past the proxy.</summary>
    public NpgsqlDataSource Superuser => _database.Superuser;

    /// <summary>Null on the plain side.</summary>
    public TenantDataSource? Tenants => _tenants;

    /// <summary>The driver's data source, unbound on either side.</summary>
    public NpgsqlDataSource Driver => _plain ?? _tenants!.Inner;

    public static async Task<Side> CreateAsync(PostgresServer server, Variant variant, int port)
    {
        var rows = Rows.Of(variant);
        var options = new TestDatabaseOptions { Schema = rows.Schema, TenantColumn = Rows.Tenant };
        var binding = variant switch
        {
            Variant.Setting => Binding.Setting,
            Variant.Password => Binding.Password,
            _ => Binding.Signed,
        };
        options =
            variant == Variant.Plain
                ? options
                : options with
                {
                    Binding = binding,
                    TenantTables = string.Join(' ', rows.Tables),
                };
        var side = new Side(
            variant,
            await TestDatabase.CreateAsync(server, options, TestContext.Current.CancellationToken),
            rows,
            port
        );
        await rows.ResetAsync(side.Superuser);
        return side;
    }

    /// <summary>Gives the options of a context what this side has of its own.</summary>
    public void Use(DbContextOptionsBuilder builder, Action<NpgsqlDbContextOptionsBuilder>? npgsql)
    {
        if (_tenants is null)
        {
            builder.UseNpgsql(_plain!, npgsql);
        }
        else
        {
            builder.UseNpgsql(npgsql).UseRingfence(_tenants, Own);
            Declare(builder, Variant);
        }
    }

    /// <summary>Says of the model what this variant has it say of tenants.</summary>
    public static void Own(OwnershipOptions ownership, Variant variant)
    {
        ownership.UndeclaredEntities = UndeclaredEntities.Allow;
        ownership.TenantFilter = variant == Variant.Declared;
    }

    public static void Declare(DbContextOptionsBuilder builder, Variant variant)
    {
        if (variant == Variant.Declared)
        {
            builder.ReplaceService<IModelCustomizer, DeclaringCustomizer>();
        }
    }

    /// <summary>A scope of red's, where this side knows tenants.</summary>
    public IDisposable? Enter() => _tenants is null ? null : TenantScope.Enter(Rows.Red);

    /// <summary>Has the pool hold as many connections as any behaviour needs, so that none opens one.</summary>
    public async Task WarmAsync()
    {
        var opened = new List<NpgsqlConnection>();
        for (var i = 0; i < 3; i++)
        {
            opened.Add(await Driver.OpenConnectionAsync(TestContext.Current.CancellationToken));
        }

        foreach (var connection in opened)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>What became of red's rows; blue's are as they were, nobody is bound, and all is as it was afterwards.</summary>
    public async Task<IEnumerable<string>> EndAsync()
    {
        var left = await _rows.ReadAsync(Superuser);
        if (_tenants is not null)
        {
            await using var command = Driver.CreateCommand("select count(*) from author");
            Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        if (left.IsFirst)
        {
            return [];
        }

        await _rows.ResetAsync(Superuser);
        Assert.Equal(_rows.First!.Blue, left.Blue);
        return
        [
            .. left.Red.Except(_rows.First!.Red, StringComparer.Ordinal).Select(row => $"left: {row}"),
            .. _rows.First!.Red.Except(left.Red, StringComparer.Ordinal).Select(row => $"gone: {row}"),
            $"rows: {left.Red.Length}",
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await (_plain?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_tenants?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _database.DisposeAsync();
    }

    private void Own(OwnershipOptions ownership) => Own(ownership, Variant);
}
