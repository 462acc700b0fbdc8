using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace PostgresTests.Behaviours;

internal static class Parameters
{
    private const string Between = "select i.total from invoice as i where i.total between";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new("Parameters: positional", stage => stage.ReadAsync($"{Between} $1 and $2", 2, 3)),
        new(
            "Parameters: positional, used twice",
            stage => stage.ReadAsync("select $1::integer, $1::integer + $2", 2, 3)
        ),
        new(
            "Parameters: named with at",
            stage => stage.ReadAsync($"{Between} @low and @high", Named("low", 2), Named("high", 3))
        ),
        new(
            "Parameters: named with colon",
            stage => stage.ReadAsync($"{Between} :low and :high", Named("low", 2), Named("high", 3))
        ),
        new(
            "Parameters: names with their sign",
            stage => stage.ReadAsync($"{Between} @low and :high", Named("@low", 2), Named(":high", 3))
        ),
        new(
            "Parameters: names in another order and case",
            stage => stage.ReadAsync($"{Between} @Low and @HIGH", Named("high", 3), Named("low", 2))
        ),
        new("Parameters: one name twice", stage => stage.ReadAsync($"{Between} @both and @both", Named("both", 2))),
        new(
            "Parameters: a missing one",
            stage => stage.FailAsync("refused", () => stage.ReadAsync("select @a, @b", Named("a", 1)))
        ),
        new(
            "Parameters: a missing positional one",
            stage => stage.FailAsync("refused", () => stage.ReadAsync("select $1::integer, $2::integer", 1))
        ),
        new("Parameters: one too many", stage => stage.FailAsync("refused", () => stage.ReadAsync("select $1", 1, 2))),
        new(
            "Parameters: one too many, named",
            stage => stage.FailAsync("refused", () => stage.ReadAsync("select @a", Named("a", 1), Named("b", 2)))
        ),
        new(
            "Parameters: named and positional mixed",
            stage => stage.FailAsync("refused", () => stage.ReadAsync("select $1, @a", 1, Named("a", 2)))
        ),
        new(
            "Parameters: positional in several statements",
            stage => stage.FailAsync("refused", () => stage.ReadAsync("select $1::integer; select $1::integer", 1))
        ),
        new(
            "Parameters: without a value",
            stage =>
                stage.FailAsync(
                    "refused",
                    () => stage.ReadAsync("select $1", new NpgsqlParameter { DbType = DbType.Int32 })
                )
        ),
        new(
            "Parameters: null and DBNull",
            stage =>
                stage.FailAsync(
                    "refused",
                    async () =>
                    {
                        await stage.ReadAsync("select $1::integer, $2::text", DBNull.Value, DBNull.Value);
                        await stage.ReadAsync("select $1::integer", new NpgsqlParameter { Value = null });
                    }
                )
        ),
        new(
            "Parameters: typed",
            stage =>
                stage.ReadAsync(
                    "select $1, $2, $3",
                    new NpgsqlParameter<int> { TypedValue = 1 },
                    new NpgsqlParameter<string> { TypedValue = "a" },
                    new NpgsqlParameter<Guid> { TypedValue = Guid.Empty }
                )
        ),
        new(
            "Parameters: of a type by name",
            stage =>
                stage.ReadAsync(
                    "select $1, $2",
                    new NpgsqlParameter { Value = "cross", DataTypeName = "mood" },
                    new NpgsqlParameter { Value = 1, DataTypeName = "smallint" }
                )
        ),
        new(
            "Parameters: of a database type",
            stage =>
                stage.ReadAsync(
                    "select $1, $2, $3",
                    new NpgsqlParameter { Value = "{\"a\": 1}", NpgsqlDbType = NpgsqlDbType.Jsonb },
                    new NpgsqlParameter { Value = 1, DbType = DbType.Int64 },
                    new NpgsqlParameter { Value = "2", NpgsqlDbType = NpgsqlDbType.Unknown }
                )
        ),
        new(
            "Parameters: of a type that does not fit",
            stage =>
                stage.FailAsync(
                    "refused",
                    () =>
                        stage.ReadAsync(
                            "select $1",
                            new NpgsqlParameter { Value = "x", NpgsqlDbType = NpgsqlDbType.Integer }
                        )
                )
        ),
        new(
            "Parameters: of no type that there is",
            stage => stage.FailAsync("refused", () => stage.ReadAsync("select $1", stage))
        ),
        new(
            "Parameters: scalars",
            stage => stage.ReadAsync("select $1, $2, $3, $4, $5, $6, $7", true, (short)1, 2L, 1.5m, 2.5d, 'c', "text")
        ),
        new(
            "Parameters: times",
            stage =>
                stage.ReadAsync(
                    "select $1, $2, $3, $4",
                    new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                    new DateOnly(2026, 1, 2),
                    new TimeOnly(3, 4),
                    TimeSpan.FromHours(5)
                )
        ),
        new(
            "Parameters: a local time for timestamptz",
            stage =>
                stage.FailAsync(
                    "refused",
                    () =>
                        stage.ReadAsync(
                            "select $1",
                            new NpgsqlParameter
                            {
                                Value = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Local),
                                NpgsqlDbType = NpgsqlDbType.TimestampTz,
                            }
                        )
                )
        ),
        new(
            "Parameters: arrays and lists",
            stage =>
                stage.ReadAsync("select $1, $2, $3", new[] { 1, 2 }, new List<string> { "a", "b" }, Array.Empty<int>())
        ),
        new(
            "Parameters: an array for any",
            stage =>
                stage.ReadAsync(
                    "select i.total from invoice as i where i.total = any($1) order by 1",
                    new[] { 1, 3, 10 }
                )
        ),
        new("Parameters: ranges", stage => stage.ReadAsync("select $1, 3 <@ $1", new NpgsqlRange<int>(1, 5))),
        new(
            "Parameters: bytes",
            stage => stage.ReadAsync("select $1, length($2)", new byte[] { 1, 2 }, new byte[100_000])
        ),
        new(
            "Parameters: a stream",
            stage =>
                stage.ReadAsync(
                    "select $1",
                    new NpgsqlParameter { Value = new MemoryStream([1, 2, 3]), NpgsqlDbType = NpgsqlDbType.Bytea }
                )
        ),
        new(
            "Parameters: cut to a size",
            stage =>
                stage.ReadAsync(
                    "select $1",
                    new NpgsqlParameter
                    {
                        Value = "abcdef",
                        NpgsqlDbType = NpgsqlDbType.Text,
                        Size = 3,
                    }
                )
        ),
        new(
            "Parameters: in quotes, comments and casts",
            stage =>
                stage.ReadAsync(
                    "select '@a', \"@a\", $$@a$$, @a::text /* @b */ -- @c\n from (select 1 as \"@a\") as t",
                    Named("a", 1)
                )
        ),
        new(
            "Parameters: operators with a question mark and an at",
            stage =>
                stage.ReadAsync(
                    """select '{"a": 1}'::jsonb ? 'a', '{"a": 1}'::jsonb @> '{}', @- 5, @a""",
                    Named("a", 1)
                )
        ),
        new(
            "Parameters: values that change between executions",
            async stage =>
            {
                var command = stage.Command("select @a", Named("a", 1));
                await stage.AskAsync(command);
                command.Parameters["a"].Value = 2;
                await stage.AskAsync(command);
                command.Parameters["a"].Value = "three";
                await stage.FailAsync("another type", () => stage.AskAsync(command));
                command.Parameters.Clear();
                command.CommandText = "select $1 + 1";
                command.Parameters.Add(new NpgsqlParameter { Value = 4 });
                await stage.AskAsync(command);
            }
        ),
        new(
            "Parameters: a text that changes between executions",
            async stage =>
            {
                var command = stage.Command("select @a", Named("a", 1));
                await stage.AskAsync(command);
                command.CommandText = "select @a; select @a + 1";
                await stage.ReadAsync(command);
                command.CommandText = "delete from invoice where total = @a";
                await stage.RunAsync(command);
            }
        ),
        new(
            "Parameters: an output",
            stage => OutputAsync(stage, "select 1 as other, 'told' as told", Output("told", NpgsqlDbType.Text))
        ),
        new(
            "Parameters: outputs by order",
            stage =>
                OutputAsync(stage, "select 1, 'b'", Output("a", NpgsqlDbType.Integer), Output("b", NpgsqlDbType.Text))
        ),
        new(
            "Parameters: outputs without a name",
            stage =>
                OutputAsync(stage, "select 1, 'b'", Output("", NpgsqlDbType.Integer), Output("", NpgsqlDbType.Text))
        ),
        new(
            "Parameters: input and output",
            stage =>
                OutputAsync(
                    stage,
                    "select @a + 1 as a",
                    new NpgsqlParameter("a", 1) { Direction = ParameterDirection.InputOutput }
                )
        ),
        new(
            "Parameters: an output without a row",
            stage => OutputAsync(stage, "select 1 as a where false", Output("a", NpgsqlDbType.Integer))
        ),
        new(
            "Parameters: an output of a change",
            stage =>
                OutputAsync(
                    stage,
                    "update invoice set total = 8 where total = 3 returning total",
                    Output("total", NpgsqlDbType.Integer)
                )
        ),
        new(
            "Parameters: an output of null",
            stage => OutputAsync(stage, "select null::integer as a", Output("a", NpgsqlDbType.Integer))
        ),
        new(
            "Parameters: an output of several statements",
            stage => OutputAsync(stage, "select 1 as a; select 2 as a", Output("a", NpgsqlDbType.Integer))
        ),
        new(
            "Parameters: an output of several statements, without a name",
            stage => OutputAsync(stage, "select 1; select 2", Output("", NpgsqlDbType.Integer))
        ),
        new(
            "Parameters: a return value",
            stage =>
                OutputAsync(
                    stage,
                    "select 5 as five",
                    new NpgsqlParameter
                    {
                        ParameterName = "r",
                        NpgsqlDbType = NpgsqlDbType.Integer,
                        Direction = ParameterDirection.ReturnValue,
                    }
                )
        ),
        new(
            "Parameters: an output that is named in the text",
            stage =>
                stage.FailAsync("refused", () => OutputAsync(stage, "select @a", Output("a", NpgsqlDbType.Integer)))
        ),
        new(
            "Parameters: an output read twice",
            async stage =>
            {
                var command = stage.Command(
                    "select @n * 2 as doubled",
                    Named("n", 2),
                    Output("doubled", NpgsqlDbType.Integer)
                );
                await stage.RunAsync(command);
                stage.Note("doubled", command.Parameters["doubled"].Value);
                command.Parameters["n"].Value = 5;
                await stage.AskAsync(command);
                stage.Note("doubled", command.Parameters["doubled"].Value);
            }
        ),
        new(
            "Parameters: an output through a reader",
            async stage =>
            {
                var command = stage.Command("select 1 as a union all select 2", Output("a", NpgsqlDbType.Integer));
                await using var reader = await stage.Call.ReaderAsync(command);
                stage.Note("at open", command.Parameters[0].Value);
                await stage.ResultsAsync(reader);
                stage.Note("at the end", command.Parameters[0].Value);
            }
        ),
        new(
            "Parameters: the collection",
            stage =>
            {
                var command = stage.Command("select 1", Named("a", 1), Named("b", 2));
                var parameters = command.Parameters;
                stage.Note("count", parameters.Count);
                stage.Note("index", (parameters.IndexOf("b"), parameters.IndexOf("@a"), parameters.Contains("c")));
                parameters.RemoveAt("a");
                stage.Note("first", parameters[0].ParameterName);
                stage.Fail("missing", () => parameters["a"].Value = 1);
                stage.Fail("another kind", () => parameters.Add(1));
                stage.Fail("of another command", () => stage.Command("select 1").Parameters.Add(parameters[0]));
                stage.Note("class", (parameters.GetType(), command.CreateParameter().GetType()));
                return Task.CompletedTask;
            }
        ),
        new(
            "Parameters: made by the command",
            async stage =>
            {
                var command = stage.Command("select @a");
                var parameter = command.CreateParameter();
                parameter.ParameterName = "a";
                parameter.Value = 5L;
                stage.Note("type", parameter.DbType);
                command.Parameters.Add(parameter);
                await stage.AskAsync(command);
            }
        ),
        new(
            "Parameters: shared by two commands at once",
            async stage =>
            {
                var command = stage.Command("select @a", Named("a", 1));
                await using var reader = await stage.Call.ReaderAsync(command);
                await stage.FailAsync("in use", () => stage.AskAsync(stage.Command("select 2")));
                await stage.ResultsAsync(reader);
            }
        ),
    ];

    private static NpgsqlParameter Named(string name, object value) => new(name, value);

    private static NpgsqlParameter Output(string name, NpgsqlDbType type) =>
        new()
        {
            ParameterName = name,
            NpgsqlDbType = type,
            Direction = ParameterDirection.Output,
        };

    private static async Task OutputAsync(Stage stage, string sql, params object?[] parameters)
    {
        var command = stage.Command(sql, parameters);
        await stage.FailAsync("run", () => stage.RunAsync(command));
        stage.Note("values", command.Parameters.Cast<DbParameter>().Select(parameter => parameter.Value));
    }
}
