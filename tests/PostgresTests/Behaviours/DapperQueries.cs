using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

internal static class DapperQueries
{
    private const string Totals = "select i.id, i.total, i.note from invoice as i";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Dapper: rows as records",
            stage =>
                WithAsync(
                    stage,
                    async dapper => stage.Note("rows", await dapper.QueryAsync<Invoice>($"{Totals} order by 1"))
                )
        ),
        new(
            "Dapper: rows as values",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note("rows", await dapper.QueryAsync<(long, int, string?)>($"{Totals} order by 1"))
                )
        ),
        new(
            "Dapper: rows as dynamics",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                    {
                        foreach (IDictionary<string, object?> row in await dapper.DynamicsAsync($"{Totals} order by 1"))
                        {
                            stage.Note("row", row.Select(pair => (pair.Key, pair.Value)));
                        }
                    }
                )
        ),
        new(
            "Dapper: parameters of an object",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where total > @least and note = @note",
                                new { least = 1, note = "three" }
                            )
                        )
                )
        ),
        new(
            "Dapper: parameters of a dictionary",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where total > @least order by 1",
                                new Dictionary<string, object> { ["least"] = 1 }
                            )
                        )
                )
        ),
        new(
            "Dapper: a null parameter",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where note is not distinct from @note",
                                new { note = (string?)null }
                            )
                        )
                )
        ),
        new(
            "Dapper: any of an array",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where total = any(@totals) order by 1",
                                new { totals = new[] { 1, 3, 10 } }
                            )
                        )
                )
        ),
        new(
            "Dapper: any of a list",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where total = any(@totals) order by 1",
                                new { totals = new List<int> { 2, 3 } }
                            )
                        )
                )
        ),
        new(
            "Dapper: any of nothing",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where total = any(@totals)",
                                new { totals = Array.Empty<int>() }
                            )
                        )
                )
        ),
        new(
            "Dapper: in a list",
            stage =>
                WithAsync(
                    stage,
                    dapper =>
                        stage.FailAsync(
                            "in",
                            () =>
                                dapper.QueryAsync<int>(
                                    "select total from invoice where total in @totals",
                                    new { totals = new[] { 1, 3 } }
                                )
                        )
                )
        ),
        new(
            "Dapper: a literal",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "rows",
                            await dapper.QueryAsync<int>(
                                "select total from invoice where total = {=total}",
                                new { total = 3 }
                            )
                        )
                )
        ),
        new(
            "Dapper: two objects a row",
            stage =>
                WithAsync(
                    stage,
                    async dapper =>
                        stage.Note(
                            "pairs",
                            await dapper.QueryAsync<Invoice, Invoice, (long, int)>(
                                "select a.id, a.total, a.note, b.id, b.total, b.note from invoice as a join invoice as b on b.total = a.total + 1 where a.total < @below order by 1",
                                (a, b) => (a.Id, b.Total),
                                "id",
                                new { below = 9 }
                            )
                        )
                )
        ),
    ];

    private static Task WithAsync(Stage stage, Func<DapperCalls, Task> work) =>
        work(new(stage.Connection, stage.Call.IsAsync));

    private sealed record Invoice(long Id, int Total, string? Note);
}
