using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Ringfence;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing;

namespace PostgresTests.Contract;

/// <summary>
/// A database without a contract, for tests of its installation. Its roles have names of their own, since roles belong
/// to the whole server, and other tests run at the same time.
/// </summary>
internal sealed class BareDatabase : IAsyncDisposable
{
    private const string Password = "of a throw-away server";

    private readonly PostgresServer _server;

    private BareDatabase(PostgresServer server, string name, string suffix)
    {
        _server = server;
        Name = name;
        Suffix = suffix;
        Superuser = Source(server.SuperuserConnectionString);
    }

    public string Name { get; }

    /// <summary>What makes the names of this database's roles unique.</summary>
    public string Suffix { get; }

    public NpgsqlDataSource Superuser { get; }

    public string SuperuserConnectionString =>
        new NpgsqlConnectionStringBuilder(_server.SuperuserConnectionString) { Database = Name }.ConnectionString;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<BareDatabase> CreateAsync(PostgresServer server) =>
        new(
            server,
            await server.CreateDatabaseAsync(cancellationToken: Cancellation),
            RandomNumberGenerator.GetHexString(8, lowercase: true)
        );

    /// <summary>Options with this database's roles.</summary>
    public ContractOptions Options(
        Binding binding = Binding.Signed,
        TenantIdType type = TenantIdType.Uuid,
        Action<ContractOptions>? change = null
    )
    {
        var options = new ContractOptions
        {
            Binding = binding,
            TenantIdType = type,
            ApplicationRole = $"app_{Suffix}",
            AdminRole = $"admin_{Suffix}",
            Owner = $"owner_{Suffix}",
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Installs the contract as the superuser.</summary>
    public Task<ContractInstallation> InstallAsync(ContractOptions? options = null) =>
        ContractInstaller.InstallAsync(Superuser, options ?? Options(), cancellationToken: Cancellation);

    /// <summary>Why the contract is not installed as the superuser.</summary>
    public Task<ContractRefusedException> RefusalAsync(ContractOptions options) =>
        Assert.ThrowsAsync<ContractRefusedException>(() => InstallAsync(options));

    /// <summary>Protects tables as the superuser.</summary>
    public async Task<TableProtection[]> ProtectAsync(params string[] tables) =>
        [.. await TableProtector.ProtectAsync(Superuser, tables, cancellationToken: Cancellation)];

    /// <summary>Why the tables are not protected as the superuser.</summary>
    public Task<ProtectRefusedException> ProtectRefusalAsync(params string[] tables) =>
        Assert.ThrowsAsync<ProtectRefusedException>(() => ProtectAsync(tables));

    /// <summary>Runs statements as the superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Reads as the superuser the first column of the first row, as text; null where there is none.</summary>
    public async Task<string?> TextAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation) is { } value and not DBNull
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Makes a login that <see cref="ConnectionString"/> knows the password of.</summary>
    public Task CreateLoginAsync(string role, string attributes = "") =>
        ExecuteAsync($"create role {Quoted(role)} login password '{Password}' {attributes}");

    /// <summary>Opens a session of a role, which is given a password.</summary>
    public async Task<RoleSession> ConnectAsync(string role)
    {
        await ExecuteAsync($"alter role {Quoted(role)} password '{Password}'");
        return await RoleSession.OpenAsync(ConnectionString(role));
    }

    /// <summary>Opens a session of the superuser.</summary>
    public Task<RoleSession> ConnectAsync() => RoleSession.OpenAsync(SuperuserConnectionString);

    public string ConnectionString(string role) => _server.ConnectionString(Name, role, Password);

    /// <summary>Connections of a role, to install with.</summary>
    public NpgsqlDataSource Source(string connectionString, Action<NpgsqlConnectionStringBuilder>? change = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Database = Name, Pooling = false };
        change?.Invoke(builder);
        return NpgsqlDataSource.Create(builder);
    }

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        await _server.DropDatabaseAsync(Name, CancellationToken.None);
    }
}
