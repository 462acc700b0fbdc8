using Npgsql;
using Ringfence.Npgsql;

namespace Ringfence.Testing.Databases;

/// <summary>
/// A database of its own for a test, with contract, schema and protected tables, used as the application role: neither
/// superuser nor owner, and bound by every policy. Dropped when disposed.
/// </summary>
/// <example>
/// <code>
/// await using var database = await TestDatabase.CreateAsync(server, new() { Schema = "…", TenantTables = "invoice" });
/// await database.As(blue).ExecuteAsync("insert into invoice (total) values (10)");
/// </code>
/// </example>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly Lazy<TenantDataSource> _source;

    private TestDatabase(PostgresServer server, string name, TestDatabaseOptions options, string? secret)
    {
        _server = server;
        Name = name;
        Options = options;
        Secret = secret;
        Superuser = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Database = name }
        );
        _source = new(() => CreateSource());
    }

    /// <summary>The database's name, unique on the server.</summary>
    public string Name { get; }

    /// <summary>What it is made of.</summary>
    public TestDatabaseOptions Options { get; }

    /// <summary>The signing key or the password; null under the setting binding.</summary>
    public string? Secret { get; }

    /// <summary>Npgsql's connection string of the application role.</summary>
    public string ApplicationConnectionString =>
        _server.ConnectionString(Name, TestRoles.Application, TestRoles.Password(_server));

    /// <summary>Npgsql's connection string of the admin role.</summary>
    public string AdminConnectionString => _server.ConnectionString(Name, TestRoles.Admin, TestRoles.Password(_server));

    /// <summary>Connections that see through every policy: to prepare what no tenant may, and to look behind.</summary>
    public NpgsqlDataSource Superuser { get; }

    /// <summary>Connections of the application role, bound to the tenant in scope.</summary>
    public TenantDataSource Source => _source.Value;

    /// <summary>Makes one.</summary>
    /// <param name="server">The server to make it on.</param>
    /// <param name="options">What to make it of; null for the signed binding with uuid tenant ids and no tables.</param>
    /// <param name="cancellationToken">Gives up waiting for the copy.</param>
    public static async Task<TestDatabase> CreateAsync(
        PostgresServer server,
        TestDatabaseOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(server);
        options ??= new();
        var template = await TestTemplate.GetAsync(server, options).ConfigureAwait(false);
        var name = await server.CreateDatabaseAsync(template.Database, cancellationToken).ConfigureAwait(false);
        var database = new TestDatabase(server, name, options, template.Secret);
        await database.SetTemporaryAsync(cancellationToken).ConfigureAwait(false);
        return database;
    }

    /// <summary>Runs statements as the application role, for this tenant.</summary>
    public TestTenant As(TenantId tenantId) => new(Source, tenantId);

    /// <summary>Another data source of the application role, which the caller disposes.</summary>
    /// <param name="configure">Changes the options, which have the database's binding and secret.</param>
    /// <param name="connect">Changes the connection string.</param>
    public TenantDataSource CreateSource(
        Action<TenantDataSourceOptions>? configure = null,
        Action<NpgsqlConnectionStringBuilder>? connect = null
    )
    {
        var options = new TenantDataSourceOptions
        {
            Binding = Options.Binding,
            SigningKey = Options.Binding == Binding.Signed ? Secret : null,
            Password = Options.Binding == Binding.Password ? Secret : null,
        };
        configure?.Invoke(options);
        var connection = new NpgsqlConnectionStringBuilder(ApplicationConnectionString);
        connect?.Invoke(connection);
        return TenantDataSource.Create(connection.ConnectionString, options);
    }

    /// <summary>Closes the connections and drops the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_source.IsValueCreated)
        {
            await _source.Value.DisposeAsync().ConfigureAwait(false);
        }

        await Superuser.DisposeAsync().ConfigureAwait(false);
        await _server.DropDatabaseAsync(Name, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Again, since <c>create database … template</c> copies all but the privileges on the database itself.</summary>
    private async Task SetTemporaryAsync(CancellationToken cancellationToken)
    {
        var sql = $"revoke temporary on database \"{Name}\" from public";
        if (Options.AllowTemporaryTables)
        {
            sql += $"; grant temporary on database \"{Name}\" to {TestRoles.Application}";
        }

        var command = Superuser.CreateCommand(sql);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
