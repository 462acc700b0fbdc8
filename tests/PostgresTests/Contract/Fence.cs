using Npgsql;
using Ringfence;
using Ringfence.Signing;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Contract;

/// <summary>A database with one tenant table, <c>invoice (id, tenant_id, total)</c>, of two tenants with three rows each.</summary>
internal sealed class Fence : IAsyncDisposable
{
    public const string Red = "00000000-0000-4000-8000-00000000000a";
    public const string Blue = "00000000-0000-4000-8000-00000000000b";

    public const string Count = "select count(*) from invoice";

    private const string Schema = """
        create table invoice (id serial, tenant_id uuid, total int, primary key (tenant_id, id));
        insert into invoice (tenant_id, total)
        select t.id::uuid, n
        from generate_series(1, 3) as n,
            (values ('00000000-0000-4000-8000-00000000000a'), ('00000000-0000-4000-8000-00000000000b')) as t(id)
        """;

    private readonly PostgresServer _server;

    private Fence(PostgresServer server, TestDatabase database)
    {
        _server = server;
        Database = database;
    }

    public TestDatabase Database { get; }

    public string Secret => Database.Secret!;

    public SigningKey Key => SigningKey.Parse(Secret);

    public static async Task<Fence> CreateAsync(
        PostgresServer server,
        Binding binding = Binding.Signed,
        bool sealOnly = false
    ) =>
        new(
            server,
            await TestDatabase.CreateAsync(
                server,
                new()
                {
                    Binding = binding,
                    SealOnly = sealOnly,
                    Schema = Schema,
                    TenantTables = "invoice",
                },
                TestContext.Current.CancellationToken
            )
        );

    /// <summary>A session of the application role, unbound.</summary>
    public Task<RoleSession> ConnectAsync() => RoleSession.OpenAsync(Database.ApplicationConnectionString);

    /// <summary>A session that sees through every policy.</summary>
    public Task<RoleSession> ConnectAsSuperuserAsync() =>
        RoleSession.OpenAsync(
            new NpgsqlConnectionStringBuilder(_server.SuperuserConnectionString)
            {
                Database = Database.Name,
            }.ConnectionString
        );

    /// <summary>A token of this tenant that is valid for five minutes, at any backend.</summary>
    public string Token(string tenant, string backend = "", int seconds = 300) =>
        Key.Sign(
            TenantId.Parse(tenant, TenantIdType.Uuid),
            TimeProvider.System.GetUtcNow().AddSeconds(seconds),
            backend
        );

    /// <summary>A token that says what a <see cref="TenantId"/> would not let it say.</summary>
    public string Forge(string tenant, string? expires = null, string backend = "", string key = "1")
    {
        var until = expires ?? $"{TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds()}";
        return TokenText.Sign(Secret, $"rf1|{key}|{until}|{backend}|{tenant}");
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
