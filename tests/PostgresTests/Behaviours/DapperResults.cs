using System.Collections.Immutable;
using Dapper;

namespace PostgresTests.Behaviours;

internal static class DapperResults
{
    private const string Totals = "select i.id, i.total, i.note from invoice as i";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Dapper: several results",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        using var results = await dapper.MultipleAsync(
                            "select count(*) from invoice where total >= @least; select total from invoice where total >= @least order by 1; select 'end'",
                            new { least = 2 }
                        );
                        stage.Note(
                            "count",
                            stage.Call.IsAsync ? await results.ReadSingleAsync<long>() : results.ReadSingle<long>()
                        );
                        stage.Note("rows", stage.Call.IsAsync ? await results.ReadAsync<int>() : results.Read<int>());
                        stage.Note("consumed", results.IsConsumed);
                        stage.Note(
                            "end",
                            stage.Call.IsAsync ? await results.ReadFirstAsync<string>() : results.ReadFirst<string>()
                        );
                        stage.Note("consumed", results.IsConsumed);
                    }
                )
        ),
        new(
            "Dapper: several results, not all read",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        using (
                            var results = await dapper.MultipleAsync(
                                "select 1; update invoice set total = total + 1; select 2"
                            )
                        )
                        {
                            stage.Note("first", results.ReadSingle<int>());
                        }

                        stage.Note("after", await dapper.ScalarAsync<long>("select sum(total) from invoice"));
                    }
                )
        ),
        new(
            "Dapper: not buffered",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.UnbufferedAsync<int>(
                                "select total from invoice where total > @least order by 1",
                                new { least = 1 }
                            )
                        )
                )
        ),
        new(
            "Dapper: not buffered, two at once",
            stage =>
                WithAsync(
                    stage,
                    dapper =>
                        stage.FailAsync(
                            "second",
                            async () =>
                            {
                                foreach (
                                    var row in stage.Connection.Query<int>(
                                        "select total from invoice order by 1",
                                        buffered: false
                                    )
                                )
                                {
                                    stage.Note("row", row);
                                    await dapper.QueryAsync<int>("select 1");
                                }
                            }
                        )
                )
        ),
        new(
            "Dapper: one row",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        stage.Note("single", await dapper.SingleAsync<Invoice>($"{Totals} where total = 3"));
                        stage.Note(
                            "first",
                            await dapper.FirstOrDefaultAsync<int>("select total from invoice order by 1 desc")
                        );
                        stage.Note("none", await dapper.FirstOrDefaultAsync<Invoice>($"{Totals} where false"));
                        await stage.FailAsync("too many", () => dapper.SingleAsync<int>("select total from invoice"));
                        await stage.FailAsync(
                            "too few",
                            () => dapper.SingleAsync<int>("select total from invoice where false")
                        );
                    }
                )
        ),
        new(
            "Dapper: one value",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        stage.Note("long", await dapper.ScalarAsync<long>("select sum(total) from invoice"));
                        stage.Note("as int", await dapper.ScalarAsync<int>("select sum(total) from invoice"));
                        stage.Note(
                            "text",
                            await dapper.ScalarAsync<string>("select note from invoice where total = @a", new { a = 1 })
                        );
                        stage.Note("null", await dapper.ScalarAsync<int?>("select null::integer"));
                        stage.Note("nothing", await dapper.ScalarAsync<int?>("select 1 where false"));
                    }
                )
        ),
        new(
            "Dapper: types",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        stage.Note("guid", await dapper.SingleAsync<Guid>("select @a", new { a = Guid.Empty }));
                        stage.Note("decimal", await dapper.SingleAsync<decimal>("select @a", new { a = 1.5m }));
                        stage.Note(
                            "bytes",
                            await dapper.SingleAsync<byte[]>("select @a", new { a = new byte[] { 1, 2 } })
                        );
                        stage.Note("enum", await dapper.SingleAsync<DayOfWeek>("select 2"));
                        stage.Note(
                            "time",
                            await dapper.SingleAsync<DateTime>("select '2026-01-02 03:04:05'::timestamp")
                        );
                        stage.Note("array", await dapper.SingleAsync<int[]>("select array[1, 2]"));
                    }
                )
        ),
        new(
            "Dapper: a reader",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        using var reader = await dapper.ReaderAsync(
                            "select total from invoice where total < @a order by 1",
                            new { a = 3 }
                        );
                        while (reader.Read())
                        {
                            stage.Note("row", reader.GetInt32(0));
                        }
                    }
                )
        ),
        new(
            "Dapper: on a closed connection",
            async stage =>
            {
                var connection = stage.NewConnection();
                var dapper = new DapperCalls(connection, stage.Call.IsAsync);
                stage.Note("rows", await dapper.QueryAsync<int>("select total from invoice order by 1"));
                stage.Note("state", connection.State);
                stage.Note("changed", await dapper.ExecuteAsync("update invoice set total = total + 1"));
                stage.Note("scalar", await dapper.ScalarAsync<long>("select sum(total) from invoice"));
                stage.Note("state", connection.State);
                stage.Note("not buffered", await dapper.UnbufferedAsync<int>("select total from invoice order by 1"));
                stage.Note("state", connection.State);
                using (var results = await dapper.MultipleAsync("select 1; select 2"))
                {
                    stage.Note("first", results.ReadSingle<int>());
                    stage.Note("second", results.ReadSingle<int>());
                }

                stage.Note("state", connection.State);
                using (var reader = await dapper.ReaderAsync("select 1"))
                {
                    stage.Note("read", reader.Read());
                }

                stage.Note("state", connection.State);
                await stage.FailAsync("refused", () => dapper.QueryAsync<int>("select 1 / 0"));
                stage.Note("state", connection.State);
            }
        ),
        new(
            "Dapper: an error",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        await stage.FailAsync("query", () => dapper.QueryAsync<int>("select nowhere"));
                        await stage.FailAsync(
                            "execute",
                            () => dapper.ExecuteAsync("insert into invoice (total) values (@total)", new { total = -1 })
                        );
                        await stage.FailAsync("missing", () => dapper.ExecuteAsync("select @a, @b", new { a = 1 }));
                        stage.Note("after", await dapper.ScalarAsync<int>("select 1"));
                    }
                )
        ),
        new(
            "Dapper: a type handler",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        SqlMapper.AddTypeHandler(new MoneyHandler());
                        stage.Note("money", await dapper.SingleAsync<Money>("select @a", new { a = new Money(5) }));
                    }
                )
        ),
        new(
            "Dapper: a date",
            stage =>
                WithAsync(
                    stage,
                    dapper =>
                        stage.FailAsync(
                            "date",
                            async () =>
                                stage.Note(
                                    "date",
                                    await dapper.ScalarAsync<DateTime>(
                                        "select @a::date",
                                        new { a = new DateTime(2026, 1, 2) }
                                    )
                                )
                        )
                )
        ),
        new(
            "Dapper: a command definition",
            async stage =>
            {
                var command = new CommandDefinition(
                    "select total from invoice where total > @least order by 1",
                    new { least = 1 },
                    commandTimeout: 5,
                    flags: CommandFlags.None
                );
                stage.Note(
                    "rows",
                    stage.Call.IsAsync
                        ? await stage.Connection.QueryAsync<int>(command)
                        : stage.Connection.Query<int>(command)
                );
            }
        ),
    ];

    private static Task WithAsync(Stage stage, Func<DapperCalls, Task> work) =>
        work(new(stage.Connection, stage.Call.IsAsync));

    private sealed record Invoice(long Id, int Total, string? Note);
}
