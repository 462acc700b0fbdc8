using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace PostgresTests.Behaviours;

internal static class Procedures
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        new("Procedures: call as text", stage => stage.RunAsync("call raise_totals(5)")),
        new(
            "Procedures: call with a parameter",
            stage => stage.RunAsync("call raise_totals(@by)", new NpgsqlParameter("by", 5))
        ),
        new("Procedures: call that gives a row", stage => stage.ReadAsync("call doubles(4)")),
        new("Procedures: by name", stage => CallAsync(stage, "raise_totals", new NpgsqlParameter { Value = 2 })),
        new(
            "Procedures: by name, with the parameter's",
            stage => CallAsync(stage, "raise_totals", new NpgsqlParameter("by_how_much", 2))
        ),
        new(
            "Procedures: input and output",
            stage =>
                CallAsync(stage, "doubles", new NpgsqlParameter("n", 4) { Direction = ParameterDirection.InputOutput })
        ),
        new(
            "Procedures: outputs",
            stage =>
                CallAsync(
                    stage,
                    "gives",
                    new NpgsqlParameter("n", 4),
                    Output("a", NpgsqlDbType.Integer),
                    Output("b", NpgsqlDbType.Text)
                )
        ),
        new(
            "Procedures: outputs without names",
            stage =>
                CallAsync(
                    stage,
                    "gives",
                    new NpgsqlParameter { Value = 4 },
                    Output("", NpgsqlDbType.Integer),
                    Output("", NpgsqlDbType.Text)
                )
        ),
        new(
            "Procedures: a return value",
            stage =>
                CallAsync(
                    stage,
                    "raise_totals",
                    new NpgsqlParameter { Value = 1 },
                    new NpgsqlParameter
                    {
                        ParameterName = "r",
                        Direction = ParameterDirection.ReturnValue,
                        NpgsqlDbType = NpgsqlDbType.Integer,
                    }
                )
        ),
        new("Procedures: too few arguments", stage => CallAsync(stage, "gives")),
        new("Procedures: a wrong name", stage => CallAsync(stage, "no_procedure", new NpgsqlParameter { Value = 1 })),
        new("Procedures: an empty name", stage => CallAsync(stage, "")),
        new(
            "Procedures: a function as procedure",
            stage => CallAsync(stage, "total_of", new NpgsqlParameter { Value = 2 })
        ),
        new(
            "Procedures: read through a reader",
            async stage =>
            {
                var command = stage.Command(
                    "doubles",
                    new NpgsqlParameter("n", 4) { Direction = ParameterDirection.InputOutput }
                );
                command.CommandType = CommandType.StoredProcedure;
                await stage.ReadAsync(command);
                await stage.AskAsync(command);
                stage.Note("n", command.Parameters[0].Value);
            }
        ),
        new(
            "Procedures: in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await CallAsync(stage, "raise_totals", new NpgsqlParameter { Value = 2 });
                await stage.Call.RollbackAsync(transaction);
            }
        ),
        new("Procedures: one that commits", stage => stage.FailAsync("call", () => stage.RunAsync("call commits()"))),
        new("Procedures: one that commits, by name", stage => CallAsync(stage, "commits")),
        new(
            "Procedures: one that commits, in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.FailAsync("call", () => stage.RunAsync("call commits()"));
            }
        ),
        new(
            "Procedures: one that commits, among several statements",
            stage => stage.FailAsync("call", () => stage.RunAsync("select 1; call commits()"))
        ),
        new(
            "Procedures: a block that commits",
            stage =>
                stage.FailAsync(
                    "do",
                    () =>
                        stage.RunAsync(
                            "do $$ begin update invoice set total = 9; commit; update invoice set total = 10; end $$"
                        )
                )
        ),
        new(
            "Procedures: a block in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.RunAsync("do $$ begin update invoice set total = 9; end $$");
                await stage.Call.CommitAsync(transaction);
            }
        ),
        new(
            "Procedures: a block that fails",
            stage =>
                stage.FailAsync(
                    "do",
                    () => stage.RunAsync("do $$ begin update invoice set total = 9; perform 1 / 0; end $$")
                )
        ),
        new(
            "Procedures: a block that catches",
            stage =>
                stage.RunAsync(
                    "do $$ begin update invoice set total = -1; exception when check_violation then update invoice set total = 4; end $$"
                )
        ),
        new("Procedures: a function", stage => stage.AskAsync("select total_of($1)", 2)),
        new(
            "Procedures: a function that gives a set",
            stage => stage.ReadAsync("select * from totals_above(@least) as t", new NpgsqlParameter("least", 1))
        ),
        new("Procedures: a function with outputs", stage => stage.ReadAsync("select * from two($1)", 3)),
        new(
            "Procedures: a function with outputs into parameters",
            async stage =>
            {
                var command = stage.Command(
                    "select * from two(@a)",
                    new NpgsqlParameter("a", 3),
                    Output("told", NpgsqlDbType.Text),
                    Output("doubled", NpgsqlDbType.Integer)
                );
                await stage.RunAsync(command);
                stage.Note("values", command.Parameters.Cast<DbParameter>().Select(parameter => parameter.Value));
            }
        ),
        new("Procedures: named arguments", stage => stage.AskAsync("select total_of(factor => 3)")),
        new(
            "Procedures: a table",
            async stage =>
            {
                var command = stage.Command("invoice");
                command.CommandType = CommandType.TableDirect;
                await stage.ReadAsync(command);
                await stage.AskAsync(command);
            }
        ),
        new(
            "Procedures: a table that there is not",
            stage =>
                stage.FailAsync(
                    "refused",
                    async () =>
                    {
                        var command = stage.Command("nowhere");
                        command.CommandType = CommandType.TableDirect;
                        await stage.ReadAsync(command);
                    }
                )
        ),
    ];

    private static NpgsqlParameter Output(string name, NpgsqlDbType type) =>
        new()
        {
            ParameterName = name,
            NpgsqlDbType = type,
            Direction = ParameterDirection.Output,
            Value = DBNull.Value,
        };

    private static async Task CallAsync(Stage stage, string name, params object?[] parameters)
    {
        var command = stage.Command(name, parameters);
        command.CommandType = CommandType.StoredProcedure;
        await stage.FailAsync("call", () => stage.RunAsync(command));
        stage.Note("values", command.Parameters.Cast<DbParameter>().Select(parameter => parameter.Value));
    }
}
