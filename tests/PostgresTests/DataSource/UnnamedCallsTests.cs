using Ringfence;

namespace PostgresTests.DataSource;

/// <summary>What sessions that are reset only if dirty rely on, on each server: texts name what may leave something.</summary>
public sealed class UnnamedCallsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the server's own operators, casts, types and rules call is named in no text.</summary>
    [Theory]
    [InlineData("pg_operator as o", "o.oprcode")]
    [InlineData("pg_cast as c", "c.castfunc")]
    [InlineData("pg_type as t", "any (array[t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin])")]
    [InlineData("pg_conversion as c", "c.conproc")]
    [InlineData("pg_aggregate as a", "any (array[a.aggtransfn, a.aggfinalfn, a.aggmtransfn, a.aggminvtransfn])")]
    [InlineData("pg_aggregate as a", "any (array[a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmfinalfn])")]
    public async Task Nothing_of_the_servers_own_calls_unnamed_what_may_leave_something(string catalog, string function)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var query =
            $"select count(*), count(*) filter (where p.provolatile = 'v') from {catalog}"
            + $" join pg_proc as p on p.oid = {function} where p.oid < 16384";
        await using var command = database.Superuser.CreateCommand(query);

        await using var reader = await command.ExecuteReaderAsync(Cancellation);

        Assert.True(await reader.ReadAsync(Cancellation));
        Assert.NotEqual(0, reader.GetInt64(0));
        Assert.Equal(0, reader.GetInt64(1));
    }

    /// <summary>A view is read by its own name. Those that are called in the server's own tell what is, and change nothing.</summary>
    [Fact]
    public async Task No_view_of_the_servers_own_calls_what_may_leave_something()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        const string Called = """
            select coalesce(string_agg(distinct p.proname, ' ' order by p.proname), '')
            from pg_class as c
            join pg_proc as p on p.oid < 16384 and p.provolatile = 'v'
                and pg_get_viewdef(c.oid) ~ ('\m' || p.proname || '\(')
            where c.relkind = 'v' and c.oid < 16384 and p.proname !~ '^pg_(stat_get|get|show)_'
                and p.proname not in (
                    'pg_hba_file_rules', 'pg_ident_file_mappings', 'pg_lock_status', 'pg_prepared_xact',
                    'pg_sequence_last_value'
                )
            """;

        var called = await database.Superuser.ReadAsync<string>(Called);
        Assert.True(called.Length == 0, called);
    }

    [Fact]
    public async Task No_other_view_of_the_servers_own_has_rules_than_pg_settings()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        const string Ruled = """
            select distinct r.ev_class::regclass::text
            from pg_rewrite as r
            where r.ev_type <> '1' and r.ev_class < 16384
            """;

        Assert.Equal(
            "pg_settings",
            await database.Superuser.ReadAsync<string>($"select string_agg(s, ' ') from ({Ruled}) as v (s)")
        );
    }
}
