using System.Collections.Immutable;
using System.Data;
using System.Transactions;
using Dapper;

namespace PostgresTests.Behaviours;

internal static class DapperWrites
{
    private const string Insert = "insert into invoice (total) values (@total)";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Dapper: execute",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "changed",
                            await dapper.ExecuteAsync(
                                "update invoice set total = total + @by where total < 3",
                                new { by = 1 }
                            )
                        )
                )
        ),
        new(
            "Dapper: execute with many",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "changed",
                            await dapper.ExecuteAsync(
                                Insert,
                                new[] { new { total = 4 }, new { total = 5 }, new { total = 6 } }
                            )
                        )
                )
        ),
        new(
            "Dapper: execute with many of which one fails",
            stage =>
                WithAsync(
                    stage,
                    dapper =>
                        stage.FailAsync(
                            "refused",
                            () =>
                                dapper.ExecuteAsync(
                                    Insert,
                                    new[] { new { total = 4 }, new { total = -5 }, new { total = 6 } }
                                )
                        )
                )
        ),
        new(
            "Dapper: execute with none",
            stage =>
                WithAsync(
                    stage,
                    async dapper => stage.Note("changed", await dapper.ExecuteAsync(Insert, Array.Empty<object>()))
                )
        ),
        new(
            "Dapper: execute several statements",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "changed",
                            await dapper.ExecuteAsync(
                                "update invoice set total = total + @by; delete from invoice where total = @by + 1",
                                new { by = 1 }
                            )
                        )
                )
        ),
        new(
            "Dapper: execute with many in several statements",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "changed",
                            await dapper.ExecuteAsync(
                                $"{Insert}; {Insert}",
                                new[] { new { total = 4 }, new { total = 5 } }
                            )
                        )
                )
        ),
        new(
            "Dapper: insert returning",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note("id", await dapper.SingleAsync<long>($"{Insert} returning id", new { total = 4 }))
                )
        ),
        new(
            "Dapper: a transaction that commits",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                        stage.Note("changed", await dapper.ExecuteAsync(Insert, new { total = 4 }, transaction));
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>("select total from invoice order by 1", null, transaction)
                        );
                        await stage.Call.CommitAsync(transaction);
                    }
                )
        ),
        new(
            "Dapper: a transaction that rolls back",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                        stage.Note(
                            "changed",
                            await dapper.ExecuteAsync(
                                Insert,
                                new[] { new { total = 4 }, new { total = 5 } },
                                transaction
                            )
                        );
                        await stage.Call.RollbackAsync(transaction);
                        stage.Note("count", await dapper.ScalarAsync<long>("select count(*) from invoice"));
                    }
                )
        ),
        new(
            "Dapper: a transaction that is over",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        var transaction = await stage.Call.BeginAsync(stage.Connection);
                        await stage.Call.CommitAsync(transaction);
                        await stage.FailAsync(
                            "refused",
                            () => dapper.ExecuteAsync(Insert, new { total = 4 }, transaction)
                        );
                    }
                )
        ),
        new(
            "Dapper: a transaction scope",
            async stage =>
            {
                using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
                var dapper = new DapperCalls(stage.NewConnection(), stage.Call.IsAsync);
                stage.Note("changed", await dapper.ExecuteAsync(Insert, new { total = 4 }));
                stage.Note("count", await dapper.ScalarAsync<long>("select count(*) from invoice"));
            }
        ),
        new(
            "Dapper: a procedure",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "changed",
                            await dapper.ExecuteAsync(
                                "raise_totals",
                                new { by_how_much = 2 },
                                type: CommandType.StoredProcedure
                            )
                        )
                )
        ),
        new(
            "Dapper: a procedure with outputs",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        var parameters = new DynamicParameters(new { n = 4 });
                        parameters.Add("a", dbType: DbType.Int32, direction: ParameterDirection.Output);
                        parameters.Add("b", dbType: DbType.String, direction: ParameterDirection.Output, size: 20);
                        await stage.FailAsync(
                            "call",
                            () => dapper.ExecuteAsync("gives", parameters, type: CommandType.StoredProcedure)
                        );
                        await stage.FailAsync(
                            "outputs",
                            () =>
                            {
                                stage.Note("outputs", (parameters.Get<int>("a"), parameters.Get<string>("b")));
                                return Task.CompletedTask;
                            }
                        );
                    }
                )
        ),
        new(
            "Dapper: an output of a query",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        var parameters = new DynamicParameters();
                        parameters.Add("n", 4, DbType.Int32, ParameterDirection.Input);
                        parameters.Add("doubled", dbType: DbType.Int32, direction: ParameterDirection.Output);
                        await dapper.ExecuteAsync("select @n * 2 as doubled", parameters);
                        stage.Note("doubled", parameters.Get<int>("doubled"));
                    }
                )
        ),
        new(
            "Dapper: input and output",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        var parameters = new DynamicParameters();
                        parameters.Add("n", 4, DbType.Int32, ParameterDirection.InputOutput);
                        await dapper.ExecuteAsync("doubles", parameters, type: CommandType.StoredProcedure);
                        stage.Note("n", parameters.Get<int>("n"));
                    }
                )
        ),
        new(
            "Dapper: a function",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>("select * from totals_above(@least)", new { least = 1 })
                        )
                )
        ),
        new(
            "Dapper: begin and commit as text",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        await dapper.ExecuteAsync("begin");
                        await dapper.ExecuteAsync(Insert, new { total = 4 });
                        await dapper.ExecuteAsync("commit");
                        stage.Note(
                            "one text",
                            await dapper.ExecuteAsync($"begin; {Insert}; commit", new { total = 5 })
                        );
                    }
                )
        ),
        new(
            "Dapper: parameters made by hand",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        var parameters = new DynamicParameters();
                        parameters.Add("@a", 1);
                        parameters.Add("b", "two", DbType.String);
                        parameters.Add("c", null, DbType.Int32);
                        stage.Note(
                            "row",
                            await dapper.SingleAsync<(int, string, int?)>("select @a, @b, @c", parameters)
                        );
                    }
                )
        ),
    ];

    private static Task WithAsync(Stage stage, Func<DapperCalls, Task> work) =>
        work(new(stage.Connection, stage.Call.IsAsync));
}
