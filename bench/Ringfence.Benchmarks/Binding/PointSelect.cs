using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Binding;

/// <summary>
/// What does it cost to read one row by its key: by bare Npgsql with a hand-written <c>where</c> and no row security, as
/// Kong's article does it (set, query, unset, a getter in plpgsql in the policy), and through the data source.
/// </summary>
internal sealed class PointSelect : IAsyncDisposable
{
    public const string Baseline = "bare, hand-written where";
    public const string Kong = "Kong: set, query, unset";

    private const int Tenants = 100;
    private const int Rows = 100_000;
    private const string BareQuery = "select p.name from plain as p where p.tenant_id = $1 and p.id = $2";
    private const string KongQuery = "select k.name from kong as k where k.id = $1";
    private const string Query = "select a.name from api as a where a.id = $1";

    private const string Schema = """
        create table api (id bigint primary key, tenant_id uuid not null, name text not null);
        create table plain (id bigint primary key, tenant_id uuid not null, name text not null);
        create table kong (id bigint primary key, tenant_id uuid not null, name text not null);
        create function kong_set(tenant uuid) returns void language plpgsql as
            $f$ begin perform set_config('kong.tenant', tenant::text, false); end $f$;
        create function kong_unset() returns void language plpgsql as
            $f$ begin perform set_config('kong.tenant', '', false); end $f$;
        create function kong_get() returns uuid language plpgsql stable as
            $f$ begin return nullif(current_setting('kong.tenant', true), '')::uuid; end $f$;
        insert into plain (id, tenant_id, name)
        select n, ('00000000-0000-4000-8000-' || lpad((n % 100 + 1)::text, 12, '0'))::uuid, 'api ' || n
        from generate_series(1, 100000) as n;
        insert into api (id, tenant_id, name) select p.id, p.tenant_id, p.name from plain as p;
        insert into kong (id, tenant_id, name) select p.id, p.tenant_id, p.name from plain as p;
        create index on plain (tenant_id);
        create index on kong (tenant_id);
        alter table kong enable row level security;
        create policy kong on kong to ringfence_app using (tenant_id = kong_get());
        grant select on plain, kong to ringfence_app;
        grant execute on function kong_set, kong_unset, kong_get to ringfence_app;
        analyze plain; analyze api; analyze kong
        """;

    private readonly TestDatabase _signed;
    private readonly TestDatabase _setting;

    private PointSelect(TestDatabase signed, TestDatabase setting)
    {
        _signed = signed;
        _setting = setting;
    }

    public static async Task<PointSelect> CreateAsync(PostgresServer server) =>
        new(
            await TestDatabase.CreateAsync(server, new() { Schema = Schema, TenantTables = "api" }),
            await TestDatabase.CreateAsync(
                server,
                new()
                {
                    Schema = Schema,
                    TenantTables = "api",
                    Binding = Ringfence.Binding.Setting,
                }
            )
        );

    public VariantSet Variants(bool autoPrepare)
    {
        void Connect(NpgsqlConnectionStringBuilder connection)
        {
            connection.MaxPoolSize = 8;
            connection.MaxAutoPrepare = autoPrepare ? 20 : 0;
            connection.AutoPrepareMinUsages = 2;
        }

        void ConnectNoReset(NpgsqlConnectionStringBuilder connection)
        {
            Connect(connection);
            connection.NoResetOnClose = true;
        }

        // Under the signed binding prepared statements are kept only by services whose SQL nobody can inject into.
        void Keep(TenantDataSourceOptions options) => options.UnsafeKeepPreparedStatements = autoPrepare;

        var bare = NpgsqlDataSource.Create(With(_signed, Connect));
        var bareNoReset = NpgsqlDataSource.Create(With(_signed, ConnectNoReset));
        var signed = _signed.CreateSource(Keep, Connect);
        var signedNoReset = _signed.CreateSource(Keep, ConnectNoReset);
        var setting = _setting.CreateSource(connect: Connect);
        var settingNoReset = _setting.CreateSource(connect: ConnectNoReset);
        var settingIfDirty = _setting.CreateSource(options => options.UnsafeResetOnlyIfDirty = true, Connect);
        ImmutableArray<Variant> all =
        [
            new(Baseline, random => BareAsync(bare, random)),
            new("bare, no reset on close", random => BareAsync(bareNoReset, random)),
            new(Kong, random => KongAsync(bare, random)),
            new("Ringfence, setting", random => BoundAsync(setting, random)),
            new("Ringfence, setting, no reset on close", random => BoundAsync(settingNoReset, random)),
            new("Ringfence, setting, reset only if dirty", random => BoundAsync(settingIfDirty, random)),
            new("Ringfence, signed", random => BoundAsync(signed, random)),
            new("Ringfence, signed, no reset on close", random => BoundAsync(signedNoReset, random)),
        ];
        return new(all, [bare, bareNoReset, signed, signedNoReset, setting, settingNoReset, settingIfDirty]);
    }

    public async ValueTask DisposeAsync()
    {
        await _signed.DisposeAsync();
        await _setting.DisposeAsync();
    }

    private static string With(TestDatabase database, Action<NpgsqlConnectionStringBuilder> connect)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString);
        connect(connection);
        return connection.ConnectionString;
    }

    private static (Guid Tenant, long Id) Pick(Random random)
    {
        var id = random.Next(1, Rows + 1);
        return (Guid.Parse($"00000000-0000-4000-8000-{(id % Tenants) + 1:D12}"), id);
    }

    private static async Task BareAsync(NpgsqlDataSource source, Random random)
    {
        var (tenant, id) = Pick(random);
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(BareQuery, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await ReadAsync(command);
    }

    private static async Task KongAsync(NpgsqlDataSource source, Random random)
    {
        var (tenant, id) = Pick(random);
        await using var connection = await source.OpenConnectionAsync();
        await using (var set = new NpgsqlCommand("select kong_set($1)", connection))
        {
            set.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
            await set.ExecuteNonQueryAsync();
        }

        await using (var command = new NpgsqlCommand(KongQuery, connection))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            await ReadAsync(command);
        }

        await using var unset = new NpgsqlCommand("select kong_unset()", connection);
        await unset.ExecuteNonQueryAsync();
    }

    private static async Task BoundAsync(TenantDataSource source, Random random)
    {
        var (tenant, id) = Pick(random);
        using var scope = TenantScope.Enter(TenantId.From(tenant));
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Query;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await ReadAsync(command);
    }

    private static async Task ReadAsync(DbCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync() || reader.GetString(0).Length == 0 || await reader.ReadAsync())
        {
            throw new InvalidOperationException("Not the one row that was asked for.");
        }
    }
}
