using System.Collections.Immutable;
using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>Texts of several statements, and what the forms of execution return.</summary>
internal static class Results
{
    private const string Update = "update invoice set total = total + 1 where total < 3";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Results: several results",
            stage => stage.ReadAsync("select 1 as a; select 2 as b, 3 as c; select 4 as d")
        ),
        new(
            "Results: statements without results between",
            stage => stage.ReadAsync($"select 1; {Update}; select 2; {Update}")
        ),
        new("Results: only statements without results", stage => stage.ReadAsync($"{Update}; {Update}")),
        new(
            "Results: several statements, no query",
            stage => stage.RunAsync($"{Update}; select 1; delete from invoice where total = 3")
        ),
        new(
            "Results: several statements, first value",
            stage => stage.AskAsync($"{Update}; select 'first'; select 'second'")
        ),
        new("Results: a semicolon at the end", stage => stage.ReadAsync("select 1;")),
        new("Results: semicolons without statements", stage => stage.ReadAsync(";; select 1;; ; select 2;")),
        new("Results: a comment after the semicolon", stage => stage.ReadAsync("select 1; -- that was all")),
        new("Results: a block comment after the semicolon", stage => stage.ReadAsync("select 1; /* that was all */ ")),
        new(
            "Results: comments before and between",
            stage => stage.ReadAsync("-- one\nselect 1; /* two; */ select 2 -- ; three")
        ),
        new(
            "Results: semicolons that part nothing",
            stage => stage.ReadAsync("select ';', $$a;b$$, e'\\';', \"c;\" from (select 1 as \"c;\") as t; select 2")
        ),
        new(
            "Results: a parameter and a comment after the semicolon",
            stage => stage.ReadAsync("select @a; -- over", Parameter("a", 1))
        ),
        new("Results: a parameter and semicolons", stage => stage.ReadAsync("; select @a;;", Parameter("a", 1))),
        new(
            "Results: a rule's semicolons in parentheses",
            stage =>
                stage.FailAsync(
                    "refused",
                    () => stage.RunAsync("create rule r as on insert to invoice do also (select 1; select 2)")
                )
        ),
        new("Results: empty text", stage => ExecutionsAsync(stage, "")),
        new("Results: blank text", stage => ExecutionsAsync(stage, "  \n ")),
        new("Results: a comment alone", stage => ExecutionsAsync(stage, "-- nothing")),
        new("Results: a semicolon alone", stage => ExecutionsAsync(stage, ";")),
        new("Results: a block comment alone", stage => ExecutionsAsync(stage, "/* nothing */")),
        new(
            "Results: null text",
            async stage =>
            {
                var command = stage.Command("select 1");
                command.CommandText = null;
                stage.Note("text", command.CommandText);
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(command));
            }
        ),
        new("Results: of a query", stage => ExecutionsAsync(stage, "select i.total from invoice as i order by 1 desc")),
        new("Results: of a query without rows", stage => ExecutionsAsync(stage, "select 1 where false")),
        new("Results: of null", stage => ExecutionsAsync(stage, "select null::text")),
        new("Results: of an update", stage => ExecutionsAsync(stage, Update)),
        new(
            "Results: of an update of nothing",
            stage => ExecutionsAsync(stage, "update invoice set total = 1 where false")
        ),
        new("Results: of an update returning", stage => ExecutionsAsync(stage, Update + " returning total")),
        new("Results: of an insert", stage => ExecutionsAsync(stage, "insert into invoice (total) values (4), (5)")),
        new(
            "Results: of an insert that conflicts",
            stage =>
                ExecutionsAsync(
                    stage,
                    "insert into scratch.c values (1) on conflict do nothing",
                    "create table scratch.c (a integer primary key)"
                )
        ),
        new(
            "Results: of a delete",
            stage => ExecutionsAsync(stage, "delete from invoice where ctid = (select min(ctid) from invoice)")
        ),
        new(
            "Results: of a merge",
            stage =>
                ExecutionsAsync(
                    stage,
                    "merge into scratch.m as m using (values (1), (2)) as v(a) on m.a = v.a when matched then update set a = m.a when not matched then insert values (v.a)",
                    "create table scratch.m (a integer)"
                )
        ),
        new(
            "Results: of create table",
            stage => ExecutionsAsync(stage, "create temporary table if not exists t (a integer)")
        ),
        new(
            "Results: of create table as",
            stage =>
                ExecutionsAsync(stage, "create temporary table if not exists t as select 1 as a union all select 2")
        ),
        new("Results: of set", stage => ExecutionsAsync(stage, "set application_name = 'told'")),
        new(
            "Results: of a block",
            stage => ExecutionsAsync(stage, "do $$ begin update invoice set total = total + 1; end $$")
        ),
        new("Results: of a function that returns nothing", stage => ExecutionsAsync(stage, "select nothing()")),
        new(
            "Results: more rows than one value",
            stage => stage.AskAsync("select i.total, i.note from invoice as i order by 1")
        ),
        new(
            "Results: of each statement in turn",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command($"{Update}; select 1; {Update}; select 2")
                );
                stage.Note("affected", reader.RecordsAffected);
                await stage.Call.ReadAsync(reader);
                stage.Note("next", await stage.Call.NextResultAsync(reader));
                stage.Note("affected", reader.RecordsAffected);
                stage.Note("next", await stage.Call.NextResultAsync(reader));
                stage.Note("affected", reader.RecordsAffected);
            }
        ),
        new(
            "Results: a reader that is closed after the first of several",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(
                    stage.Command($"select 1; {Update}; select 2; delete from invoice where total = 3")
                );
                await stage.Call.ReadAsync(reader);
                await stage.Call.DisposeAsync(reader);
                stage.Note("affected", reader.RecordsAffected);
            }
        ),
        new(
            "Results: a table made and used in one text",
            stage =>
                stage.ReadAsync(
                    "create table scratch.a (n integer); insert into scratch.a values (1), (2); select * from scratch.a"
                )
        ),
        new(
            "Results: forty statements",
            stage => stage.ReadAsync(string.Join(";", Enumerable.Range(1, 40).Select(n => $"select {n}")))
        ),
        new(
            "Results: parameters shared by several statements",
            stage => stage.ReadAsync("select @a; select @b, @a; select :b", Parameter("a", 1), Parameter("b", "two"))
        ),
    ];

    /// <summary>The three forms, on a command each.</summary>
    private static async Task ExecutionsAsync(Stage stage, string sql, string? before = null)
    {
        if (before is not null)
        {
            await stage.RunAsync(before);
        }

        await stage.FailAsync("no query", () => stage.RunAsync(sql));
        await stage.FailAsync("scalar", () => stage.AskAsync(sql));
        await stage.FailAsync("reader", () => stage.ReadAsync(sql));
    }

    private static NpgsqlParameter Parameter(string name, object value) => new(name, value);
}
