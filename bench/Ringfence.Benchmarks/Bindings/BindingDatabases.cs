using Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>A database a binding; the first has the tables of all other ways too.</summary>
internal sealed class BindingDatabases : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private BindingDatabases(PostgresServer server, TestDatabase signed, TestDatabase setting, TestDatabase? password)
    {
        _server = server;
        Signed = signed;
        Setting = setting;
        Password = password;
    }

    public TestDatabase Signed { get; }

    public TestDatabase Setting { get; }

    /// <summary>Null where the server has no <c>pgcrypto</c>, which hashes passwords.</summary>
    public TestDatabase? Password { get; }

    public static async Task<BindingDatabases> CreateAsync(PostgresServer server)
    {
        var hasPgcrypto = await HasPgcryptoAsync(server);
        var signed = await CreateAsync(server, Binding.Signed);
        await using var others = signed.Superuser.CreateCommand(BindingTables.Others(hasPgcrypto));
        await others.ExecuteNonQueryAsync();
        return new(
            server,
            signed,
            await CreateAsync(server, Binding.Setting),
            hasPgcrypto ? await CreateAsync(server, Binding.Password) : null
        );
    }

    /// <summary>Of the role of one tenant.</summary>
    public string RoleConnectionString(Guid tenant) =>
        _server.ConnectionString(Signed.Name, $"tenant_{tenant}", BindingTables.RolePassword);

    public async ValueTask DisposeAsync()
    {
        await Signed.DisposeAsync();
        await Setting.DisposeAsync();
        if (Password is not null)
        {
            await Password.DisposeAsync();
        }
    }

    private static Task<TestDatabase> CreateAsync(PostgresServer server, Binding binding) =>
        TestDatabase.CreateAsync(
            server,
            new()
            {
                Binding = binding,
                Schema = BindingTables.Bound,
                TenantTables = "bound_api",
            }
        );

    private static async Task<bool> HasPgcryptoAsync(PostgresServer server)
    {
        await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(
            "select exists (select from pg_available_extensions as e where e.name = 'pgcrypto')"
        );
        return await command.ExecuteScalarAsync() is true;
    }
}
