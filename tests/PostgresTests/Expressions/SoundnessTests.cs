using System.Collections.Immutable;
using Npgsql;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog;
using Ringfence.Catalog.Tables;

namespace PostgresTests.Expressions;

/// <summary>
/// The judge against the server: where it says that a policy implies the bound tenant, the server returns no row of
/// another tenant, whatever the settings are, unset and empty among them.
/// </summary>
public sealed class SoundnessTests(PostgresFixture postgres)
{
    private const int Policies = 800;

    private const string Schema = """
        create table t (id int generated always as identity, tenant_id text, owner text, public boolean);
        insert into t (tenant_id, owner, public)
        select x.tenant, y.owner, z.public
        from unnest(array['a', 'b', 'A', 'ab', '', 'on', null]) as x(tenant),
            unnest(array['a', 'b', null]) as y(owner),
            unnest(array[true, false, null]) as z(public);
        create table member (tenant_id text, name text);
        insert into member values ('a', 'x'), ('b', 'y');
        create table session (name text primary key, tenant_id text, parent_id text);
        insert into session values ('a', 'a', 'b'), ('b', 'b', 'ab'), ('A', 'A', null), ('ab', null, 'a'), ('', 'on', 'A');
        create domain tenant_name as text;
        create domain letter as varchar(1);
        alter table t add named tenant_name;
        update t set named = tenant_id where tenant_id is not null;
        create function getter() returns text language sql stable as
            'select nullif(current_setting(''app.tenant'', true), '''')';
        create function handled() returns text language plpgsql stable as
            'begin return current_setting(''app.tenant''); exception when others then return null; end';
        create function mine(tenant text) returns boolean language sql stable as 'select $1 = public.getter()';
        create function open(tenant text) returns boolean language sql stable as
            'select tenant = public.getter() or public.getter() is null';
        create function many() returns setof text language sql stable as
            'select unnest(array[current_setting(''app.tenant'', true), ''b''])';
        create function looked() returns text language sql stable as
            'select s.tenant_id from session as s where s.name = current_setting(''app.tenant'', true)';
        create role soundness_reader;
        grant select on t, member, session to soundness_reader;
        alter table t enable row level security;
        """;

    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    private static readonly string?[] Values = [null, "", "a", "b", "A", "ab", "on", "a,b", "%"];

    [Fact]
    public async Task What_the_judge_lets_through_the_server_keeps_apart()
    {
        var name = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancelled);
        var superuser = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = name,
        };
        await using var source = NpgsqlDataSource.Create(superuser.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancelled);
        await ExecuteAsync(connection, Schema);
        var random = new RandomPredicates(20261122);
        var expressions = new List<string>();
        try
        {
            while (expressions.Count < Policies)
            {
                var expression = random.Next();
                if (await TryCreateAsync(connection, expressions.Count, expression))
                {
                    expressions.Add(expression);
                }
            }

            var implied = await JudgeAllAsync(source);
            var leaks = new List<string>();
            await ExecuteAsync(connection, DropAll(expressions.Count));
            await using var untouched = await source.OpenConnectionAsync(Cancelled);
            foreach (var (policy, keys) in implied)
            {
                leaks.AddRange(await LeaksAsync(connection, untouched, policy, keys));
            }

            Assert.True(leaks.Count == 0, string.Join('\n', leaks));
            Assert.InRange(implied.Length, Policies / 20, Policies / 2); // Neither side may be a mere handful.
        }
        finally
        {
            await ExecuteAsync(connection, "drop owned by soundness_reader; drop role soundness_reader");
        }
    }

    private static string DropAll(int count) =>
        string.Join(';', Enumerable.Range(0, count).Select(static i => $"drop policy p{i} on t"));

    private static async Task<bool> TryCreateAsync(NpgsqlConnection connection, int number, string expression)
    {
        try
        {
            await ExecuteAsync(connection, $"create policy p{number} on t for select using ({expression})");
            return true;
        }
        catch (PostgresException e) when (e.SqlState[..2] is "42" or "0A" or "21")
        {
            return false; // Some random texts compare what cannot be compared, or stand where no set may.
        }
    }

    private static async Task<ImmutableArray<(Policy Policy, ImmutableArray<BoundKey> Keys)>> JudgeAllAsync(
        NpgsqlDataSource source
    )
    {
        var snapshot = await Snapshot.ReadAsync(source, Cancelled);
        var table = snapshot.Tables.Single(static t => t.Name == "t");
        var judge = PredicateJudge.Of(table, "tenant_id", snapshot, BoundTenant.Any);
        var role = snapshot.Roles.Single(static r => r.Name == "soundness_reader");
        var all = EffectivePolicies.Of(table, role, PolicyCommand.Select, new CatalogGraph(snapshot).Roles);
        Assert.Equal(PolicyScope.Bound, all.Scope);
        Assert.Equal(Policies, all.Select.Permissive.Length);
        Assert.All(all.Select.Permissive, static p => Assert.True(p.Parsed.IsParsed, $"{p.Text}: {p.Parsed.Unparsed}"));
        return
        [
            .. all
                .Select.Permissive.Select(p => (p.Policy, Judgement: judge.Judge(p)))
                .Where(static pair => pair.Judgement.Verdict == Verdict.Implies)
                .Select(static pair => (pair.Policy, pair.Judgement.Keys)),
        ];
    }

    private static async Task<List<string>> LeaksAsync(
        NpgsqlConnection connection,
        NpgsqlConnection untouched,
        Policy policy,
        ImmutableArray<BoundKey> keys
    )
    {
        var leaks = new List<string>();
        await ExecuteAsync(connection, $"create policy one on t for select using ({policy.Using})");
        foreach (var tenant in Values)
        {
            foreach (var other in (string?[])[null, "b"])
            {
                // Where a setting was set once it is empty for good, and never again unset.
                var session = tenant is null && other is null ? untouched : connection;
                var seen = await SeenAsync(session, tenant, other, "select distinct t.tenant_id from t");
                // The judge says what the tenant must equal; the server says what that is.
                var bound = new List<string?>();
                foreach (var key in keys)
                {
                    var value = key.Kind == KeyKind.Lookup ? $"({key.Name})" : $"current_setting('{key.Name}', true)";
                    bound.AddRange(await SeenAsync(session, tenant, other, $"select {value}"));
                }

                var foreign = seen.Where(t => t is null || !bound.Contains(t)).ToList();
                if (foreign.Count > 0)
                {
                    leaks.Add($"{policy.Using} | bound to {tenant ?? "nobody"}: {string.Join(", ", foreign)}");
                }
            }
        }

        await ExecuteAsync(connection, "drop policy one on t");
        return leaks;
    }

    /// <summary>What a query of the role returns; nothing where it, or the policy, raises an error.</summary>
    private static async Task<List<string?>> SeenAsync(
        NpgsqlConnection connection,
        string? tenant,
        string? other,
        string query
    )
    {
        var seen = new List<string?>();
        var sql = "begin; set local role soundness_reader";
        sql += tenant is null ? "" : $"; set local app.tenant = '{tenant}'";
        sql += other is null ? "" : $"; set local app.other = '{other}'";
        try
        {
            await using var command = new NpgsqlCommand($"{sql}; {query}", connection);
            await using var reader = await command.ExecuteReaderAsync(Cancelled);
            while (await reader.ReadAsync(Cancelled))
            {
                seen.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
            }
        }
        catch (PostgresException e) when (e.SqlState is ['2', '1' or '2' or '3', ..] or "42704" or "42804")
        {
            seen.Clear();
        }

        await ExecuteAsync(connection, "rollback");
        return seen;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
