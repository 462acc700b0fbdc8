using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using Npgsql;

namespace PostgresTests.Behaviours;

internal static class Errors
{
    private const string Raise = "update invoice set total = total + 1";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new("Errors: syntax", stage => FailAsync(stage, "select from where")),
        new("Errors: the position in a text of several", stage => FailAsync(stage, "select 1; select 2; selec 3")),
        new(
            "Errors: the position behind a parameter",
            async stage =>
                await stage.FailAsync(
                    "refused",
                    () => stage.AskAsync("select @a, nowhere", new NpgsqlParameter("a", 1))
                )
        ),
        new("Errors: a missing table", stage => FailAsync(stage, "select 1 from nowhere")),
        new("Errors: a missing column", stage => FailAsync(stage, "select i.nothing from invoice as i")),
        new("Errors: a missing function", stage => FailAsync(stage, "select no_function(1)")),
        new("Errors: division by zero", stage => FailAsync(stage, "select 1 / 0")),
        new("Errors: a check", stage => FailAsync(stage, "insert into invoice (total) values (-1)")),
        new("Errors: null where none may be", stage => FailAsync(stage, "insert into invoice (total) values (null)")),
        new(
            "Errors: a unique constraint at the end of the statement",
            async stage =>
            {
                await stage.RunAsync("create table scratch.u (a integer primary key)");
                await FailAsync(stage, "insert into scratch.u values (1), (1)");
            }
        ),
        new(
            "Errors: a foreign key",
            async stage =>
            {
                await stage.RunAsync(
                    "create table scratch.p (a integer primary key); create table scratch.f (a integer references scratch.p)"
                );
                await FailAsync(stage, "insert into scratch.f values (1)");
            }
        ),
        new(
            "Errors: a unique constraint at the end of the transaction",
            stage => FailAsync(stage, "update invoice set note = 'the same'")
        ),
        new(
            "Errors: another tenant's row",
            stage =>
                FailAsync(
                    stage,
                    "insert into invoice (total, tenant_id) values (1, '22222222-2222-2222-2222-222222222222')"
                )
        ),
        new("Errors: not permitted", stage => FailAsync(stage, "drop table invoice")),
        new("Errors: raised in a function", stage => FailAsync(stage, "select fails()")),
        new(
            "Errors: raised in a block",
            stage =>
                FailAsync(
                    stage,
                    "do $$ begin raise exception using message = 'so', errcode = '22012', table = 't', column = 'c', constraint = 'k'; end $$"
                )
        ),
        new("Errors: an invalid text for a type", stage => FailAsync(stage, "select 'x'::integer")),
        new("Errors: the first statement of several", stage => FailAsync(stage, $"select 1 / 0; {Raise}")),
        new("Errors: the last statement of several", stage => FailAsync(stage, $"{Raise}; select 1 / 0")),
        new(
            "Errors: after rows",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Command("select 1 / (3 - n) from generate_series(1, 5) as n")
                );
                for (var i = 0; i < 4; i++)
                {
                    await stage.FailAsync("read", async () => stage.Note("read", await stage.Call.ReadAsync(reader)));
                }

                await stage.FailAsync("close", () => stage.Call.CloseAsync(reader));
            }
        ),
        new(
            "Errors: between results",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(stage.Command("select 1; select 1 / 0; select 2"));
                await stage.RowsAsync(reader);
                await stage.FailAsync("next", () => stage.Call.NextResultAsync(reader));
                await stage.FailAsync("again", () => stage.Call.NextResultAsync(reader));
                await stage.FailAsync("close", () => stage.Call.CloseAsync(reader));
            }
        ),
        new(
            "Errors: in what nobody read",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(stage.Command($"select 1; {Raise}; select 1 / 0"));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(reader));
            }
        ),
        new(
            "Errors: a closed connection",
            async stage =>
            {
                var command = stage.Command("select 1");
                await stage.Call.CloseAsync(stage.Connection);
                await stage.FailAsync("no query", () => stage.Call.NonQueryAsync(command));
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(command));
                await stage.FailAsync("reader", () => stage.Call.ReaderAsync(command));
                await stage.FailAsync("prepare", () => stage.Call.PrepareAsync(command));
                await stage.FailAsync("schema only", () => stage.Call.ReaderAsync(command, CommandBehavior.SchemaOnly));
                command.CommandText = "vacuum";
                await stage.FailAsync("vacuum", () => stage.Call.NonQueryAsync(command));
                await stage.Call.OpenAsync(stage.Connection);
                command.CommandText = "select 2";
                await stage.AskAsync(command);
            }
        ),
        new(
            "Errors: no connection",
            async stage =>
            {
                var command = stage.Command("select 1");
                command.Connection = null;
                stage.Note("time-out", command.CommandTimeout);
                await stage.FailAsync("no query", () => stage.Call.NonQueryAsync(command));
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(command));
                await stage.FailAsync("reader", () => stage.Call.ReaderAsync(command));
                await stage.FailAsync("prepare", () => stage.Call.PrepareAsync(command));
                stage.Fail("cancel", command.Cancel);
                command.Connection = stage.Connection;
                await stage.AskAsync(command);
            }
        ),
        new(
            "Errors: a disposed connection",
            async stage =>
            {
                var connection = stage.NewConnection();
                await stage.Call.OpenAsync(connection);
                var command = Stage.Command(connection, "select 1");
                await stage.Call.DisposeAsync(connection);
                stage.Note("state", connection.State);
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(command));
                await stage.FailAsync("open", () => stage.Call.OpenAsync(connection));
                await stage.FailAsync("begin", () => stage.Call.BeginAsync(connection));
                await stage.FailAsync("close", () => stage.Call.CloseAsync(connection));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(connection));
            }
        ),
        new(
            "Errors: a disposed command",
            async stage =>
            {
                var command = stage.Command("select 1");
                await stage.AskAsync(command);
                await stage.Call.DisposeAsync(command);
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(command));
                await stage.FailAsync("no query", () => stage.Call.NonQueryAsync(command));
                await stage.FailAsync("reader", () => stage.Call.ReaderAsync(command));
                await stage.FailAsync("prepare", () => stage.Call.PrepareAsync(command));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(command));
                stage.Fail("cancel", command.Cancel);
            }
        ),
        new(
            "Errors: a disposed command whose reader goes on",
            async stage =>
            {
                var command = stage.Command("select 1 union all select 2");
                var reader = await stage.Call.ReaderAsync(command);
                await stage.Call.DisposeAsync(command);
                await stage.ResultsAsync(reader);
                await stage.Call.DisposeAsync(reader);
            }
        ),
        new(
            "Errors: a command while a reader is open",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("select 1 union all select 2"));
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(stage.Command("select 3")));
                await stage.FailAsync("several", () => stage.Call.ScalarAsync(stage.Command("select 3; select 4")));
                await stage.FailAsync("batch", () => stage.Call.NonQueryAsync(stage.Batch("select 3")));
                await stage.FailAsync("unbound", () => stage.Call.NonQueryAsync(stage.Command("rollback")));
                await stage.FailAsync("prepare", () => stage.Call.PrepareAsync(stage.Command("select 3")));
                await stage.ResultsAsync(reader);
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Errors: what a command in progress is called",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("select 1"));
                var refusal = await Record.ExceptionAsync(() => stage.AskAsync("select 2"));
                stage.Note("message", refusal?.Message);
            }
        ),
        new(
            "Errors: a command that is changed while its reader is open",
            async stage =>
            {
                var command = stage.Command("select 1");
                await using (var reader = await stage.Call.ReaderAsync(command))
                {
                    stage.Fail("text", () => command.CommandText = "select 2");
                    stage.Fail("connection", () => command.Connection = null);
                    await stage.ResultsAsync(reader);
                }

                stage.Fail("text", () => command.CommandText = "select 2");
                await stage.AskAsync(command);
            }
        ),
        new(
            "Errors: a connection closed while a reader is open",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(stage.Command("select n from generate_series(1, 100) as n"));
                await stage.Call.ReadAsync(reader);
                await stage.Call.CloseAsync(stage.Connection);
                stage.Note("closed", reader.IsClosed);
                await stage.FailAsync("read", () => stage.Call.ReadAsync(reader));
                await stage.Call.OpenAsync(stage.Connection);
                await stage.AskAsync("select 1");
            }
        ),
        new(
            "Errors: a connection closed while a reader of several statements is open",
            async stage =>
            {
                await stage.Call.ReaderAsync(stage.Command($"select 1; {Raise}; select 2"));
                await stage.FailAsync("close", () => stage.Call.CloseAsync(stage.Connection));
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "Errors: a connection closed while a reader is open that would fail",
            async stage =>
            {
                await stage.Call.ReaderAsync(stage.Command("select 1; select 1 / 0"));
                await stage.FailAsync("close", () => stage.Call.CloseAsync(stage.Connection));
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "Errors: the server process is gone",
            async stage =>
            {
                var changes = new List<ConnectionState>();
                stage.Connection.StateChange += (_, change) => changes.Add(change.CurrentState);
                await Statements.ReadAsync(
                    stage.Superuser,
                    "select pg_terminate_backend($1, 5000)",
                    Stage.ProcessId(stage.Connection)
                );
                await stage.FailAsync("first", () => stage.AskAsync("select 1"));
                stage.Note("state", stage.Connection.State);
                await stage.FailAsync("second", () => stage.AskAsync("select 1"));
                await stage.Call.CloseAsync(stage.Connection);
                await stage.Call.OpenAsync(stage.Connection);
                await stage.AskAsync("select 2");
                stage.Note("changes", changes);
            }
        ),
        new(
            "Errors: the server process is gone in a transaction",
            async stage =>
            {
                var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.RunAsync(Raise);
                await Statements.ReadAsync(
                    stage.Superuser,
                    "select pg_terminate_backend($1, 5000)",
                    Stage.ProcessId(stage.Connection)
                );
                await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                await stage.FailAsync("again", () => stage.Call.CommitAsync(transaction));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(transaction));
            }
        ),
        new(
            "Errors: copy as a command",
            async stage =>
            {
                await stage.FailAsync("refused", () => stage.AskAsync("copy (select 1) to stdout"));
                stage.Note("state", stage.Connection.State);
            }
        ),
        new("Errors: details", stage => FailAsync(stage, "insert into invoice (total) values (-1)"))
        {
            Connect = to => to.IncludeErrorDetail = true,
        },
        new(
            "Errors: what an error is",
            async stage =>
            {
                try
                {
                    await stage.Call.ScalarAsync(stage.Command("select fails()"));
                }
                catch (DbException e)
                {
                    stage.Note("state", e.SqlState);
                    stage.Note("transient", e.IsTransient);
                    stage.Note("command", e.BatchCommand);
                    stage.Note("where", ((PostgresException)e).Where);
                    stage.Note("severity", ((PostgresException)e).Severity);
                    stage.Note("routine", ((PostgresException)e).Routine);
                }
            }
        ),
    ];

    /// <summary>The connection is used once more after the error.</summary>
    private static async Task FailAsync(Stage stage, string sql)
    {
        await stage.FailAsync("refused", () => stage.RunAsync(sql));
        stage.Note("state", stage.Connection.State);
        await stage.AskAsync("select count(*) from invoice");
    }
}
