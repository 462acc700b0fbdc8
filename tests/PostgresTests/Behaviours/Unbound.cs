using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>Statements that PostgreSQL does not run in a transaction block, and others that are no queries.</summary>
internal static class Unbound
{
    private const string Table = "create table scratch.t (a integer)";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new("Statements: vacuum", stage => stage.RunAsync("vacuum pg_temp.t", "create temporary table t (a integer)")),
        new("Statements: vacuum with options", stage => stage.RunAsync("vacuum (analyze, verbose) scratch.t", Table)),
        new(
            "Statements: vacuum behind a comment",
            stage => stage.RunAsync("-- tidy\n/* up */ vacuum scratch.t;", Table)
        ),
        new(
            "Statements: vacuum in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.FailAsync("refused", () => stage.RunAsync("vacuum"));
            }
        ),
        new("Statements: vacuum first of several", stage => TryAsync(stage, "vacuum scratch.t; select 1", Table)),
        new("Statements: vacuum last of several", stage => TryAsync(stage, "select 1; vacuum scratch.t", Table)),
        new(
            "Statements: vacuum in a batch",
            async stage =>
            {
                await stage.RunAsync(Table);
                await stage.FailAsync(
                    "refused",
                    () => stage.Call.NonQueryAsync(stage.Batch("select 1", "vacuum scratch.t"))
                );
                await stage.FailAsync("alone", () => stage.Call.NonQueryAsync(stage.Batch("vacuum scratch.t")));
            }
        ),
        new("Statements: analyze", stage => stage.RunAsync("analyze scratch.t", Table)),
        new(
            "Statements: create index concurrently",
            stage => TryAsync(stage, "create index concurrently i on scratch.t (a)", Table)
        ),
        new(
            "Statements: create unique index concurrently",
            stage => TryAsync(stage, "create unique index concurrently if not exists i on scratch.t (a)", Table)
        ),
        new(
            "Statements: drop index concurrently",
            stage => TryAsync(stage, "drop index concurrently scratch.i", $"{Table}; create index i on scratch.t (a)")
        ),
        new(
            "Statements: reindex concurrently",
            stage =>
                TryAsync(stage, "reindex table concurrently scratch.t", $"{Table}; create index i on scratch.t (a)")
        ),
        new(
            "Statements: reindex with concurrently as option",
            stage =>
                TryAsync(
                    stage,
                    "reindex (verbose, concurrently) table scratch.t",
                    $"{Table}; create index i on scratch.t (a)"
                )
        ),
        new(
            "Statements: reindex",
            stage => TryAsync(stage, "reindex table scratch.t", $"{Table}; create index i on scratch.t (a)")
        ),
        new("Statements: reindex a schema", stage => TryAsync(stage, "reindex schema scratch", Table)),
        new(
            "Statements: reindex a schema with options",
            stage => TryAsync(stage, "reindex (verbose) schema scratch", Table)
        ),
        new(
            "Statements: reindex a database with options",
            stage => TryAsync(stage, "reindex (verbose) database \"postgres\"")
        ),
        new(
            "Statements: reindex a partitioned table",
            stage =>
                TryAsync(
                    stage,
                    "reindex table scratch.p",
                    "create table scratch.p (a integer primary key) partition by range (a); create table scratch.p1 partition of scratch.p default"
                )
        ),
        new(
            "Statements: detach a partition concurrently",
            stage =>
                TryAsync(
                    stage,
                    "alter table scratch.p detach partition scratch.p1 concurrently",
                    "create table scratch.p (a integer) partition by range (a); create table scratch.p1 partition of scratch.p for values from (1) to (2)"
                )
        ),
        new(
            "Statements: refresh a materialized view concurrently",
            stage =>
                TryAsync(
                    stage,
                    "refresh materialized view concurrently scratch.v",
                    "create materialized view scratch.v as select 1 as a; create unique index on scratch.v (a)"
                )
        ),
        new("Statements: cluster", stage => TryAsync(stage, "cluster")),
        new("Statements: cluster verbose", stage => TryAsync(stage, "cluster verbose")),
        new("Statements: cluster with options", stage => TryAsync(stage, "cluster (verbose)")),
        new(
            "Statements: cluster a table",
            stage => TryAsync(stage, "cluster scratch.t using i", $"{Table}; create index i on scratch.t (a)")
        ),
        new("Statements: create database", stage => TryAsync(stage, "create database never_made")),
        new("Statements: drop database", stage => TryAsync(stage, "drop database if exists never_made")),
        new(
            "Statements: move a database",
            stage => TryAsync(stage, "alter database never_made set tablespace pg_default")
        ),
        new(
            "Statements: create tablespace",
            stage => TryAsync(stage, "create tablespace never_made location '/nowhere'")
        ),
        new("Statements: alter system", stage => TryAsync(stage, "alter system set work_mem = '8MB'")),
        new(
            "Statements: create subscription",
            stage => TryAsync(stage, "create subscription s connection 'host=nowhere' publication p")
        ),
        new("Statements: drop subscription", stage => TryAsync(stage, "drop subscription s")),
        new("Statements: refresh a subscription", stage => TryAsync(stage, "alter subscription s refresh publication")),
        new(
            "Statements: prepare transaction",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.RunAsync("update invoice set total = 9");
                await stage.FailAsync("refused", () => stage.RunAsync("prepare transaction 'p'"));
                await stage.AskAsync("select 1");
            }
        ),
        new("Statements: commit prepared", stage => TryAsync(stage, "commit prepared 'none'")),
        new("Statements: rollback prepared", stage => TryAsync(stage, "rollback prepared 'none'")),
        new(
            "Statements: discard all",
            async stage =>
            {
                await stage.RunAsync("set application_name = 'mine'");
                await stage.RunAsync("discard all");
                await stage.AskAsync("select current_setting('application_name') = 'mine'");
                await stage.AskAsync("select sum(total) from invoice");
            }
        ),
        new("Statements: discard temporary", stage => stage.RunAsync("discard temp")),
        new("Statements: checkpoint", stage => TryAsync(stage, "checkpoint")),
        new("Statements: truncate", stage => TryAsync(stage, "truncate scratch.t", Table)),
        new("Statements: truncate a tenant table", stage => TryAsync(stage, "truncate invoice")),
        new(
            "Statements: lock",
            async stage =>
            {
                await stage.FailAsync("outside", () => stage.RunAsync("lock table invoice in share mode"));
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.FailAsync("inside", () => stage.RunAsync("lock table invoice in row exclusive mode"));
            }
        ),
        new(
            "Statements: listen, notify, unlisten",
            async stage =>
            {
                await stage.RunAsync("listen somewhere");
                await stage.RunAsync("notify somewhere, 'told'");
                await stage.AskAsync("select count(*) from pg_listening_channels()");
                await stage.RunAsync("unlisten *");
            }
        ),
        new(
            "Statements: set, show, reset",
            async stage =>
            {
                await stage.RunAsync("set work_mem = '5MB'");
                await stage.AskAsync("show work_mem");
                await stage.RunAsync("reset work_mem");
                await stage.AskAsync("show work_mem");
                await stage.RunAsync("set session characteristics as transaction isolation level serializable");
                await stage.AskAsync("show default_transaction_isolation");
            }
        ),
        new("Statements: set a role", stage => TryAsync(stage, "set role postgres")),
        new(
            "Statements: add a value to an enum",
            stage => TryAsync(stage, "alter type scratch.e add value 'b'", "create type scratch.e as enum ('a')")
        ),
        new(
            "Statements: explain analyze",
            stage => stage.RunAsync("explain analyze update invoice set total = total + 1")
        ),
        new(
            "Statements: prepare and execute as text",
            async stage =>
            {
                await stage.RunAsync("prepare p (integer) as select sum(total) * $1 from invoice");
                await stage.AskAsync("execute p (2)");
                await stage.RunAsync("deallocate p");
                await stage.FailAsync("gone", () => stage.AskAsync("execute p (2)"));
            }
        ),
        new(
            "Statements: a schema, a view, a function, a trigger",
            async stage =>
            {
                await stage.RunAsync("create view scratch.v as select 1 as a");
                await stage.RunAsync(
                    "create function scratch.f() returns trigger language plpgsql as $$ begin new.a := 7; return new; end $$"
                );
                await stage.RunAsync(
                    $"{Table}; create trigger g before insert on scratch.t for each row execute function scratch.f()"
                );
                await stage.RunAsync("insert into scratch.t values (1)");
                await stage.AskAsync("select t.a + v.a from scratch.t as t, scratch.v as v");
            }
        ),
        new(
            "Statements: a function with an atomic body",
            stage =>
                TryAsync(
                    stage,
                    "create function scratch.f() returns integer language sql begin atomic select 1; select 2; end"
                )
        ),
        new(
            "Statements: a table of the word concurrently",
            async stage =>
                await stage.ReadAsync(
                    "create table scratch.c as select total as concurrently from invoice; select sum(concurrently) from scratch.c"
                )
        ),
    ];

    private static async Task RunAsync(this Stage stage, string sql, string before)
    {
        await stage.RunAsync(before);
        await stage.RunAsync(sql);
    }

    /// <summary>Runs it alone, and then looks whether the connection still serves.</summary>
    private static async Task TryAsync(Stage stage, string sql, string? before = null)
    {
        if (before is not null)
        {
            await stage.RunAsync(before);
        }

        await stage.FailAsync("run", () => stage.RunAsync(sql));
        await stage.AskAsync("select sum(total) from invoice");
    }
}
