using Dapper;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>By Dapper, as its readme has it.</summary>
internal sealed class DapperCalls(Way way) : ICalls
{
    private readonly Statements _sql = new(way, "@Id", "@Tenant");

    public async Task PointSelectAsync(Rented rented, Row row)
    {
        var names = await rented.Connection.QueryAsync<string>(_sql.Point, Parameters(row), rented.Transaction);
        Row.Expect(1, names.Count(name => name.Length > 0));
    }

    public async Task ReadTwentyAsync(Rented rented, Row row)
    {
        var rows = await rented.Connection.QueryAsync<(long Id, string Name)>(
            _sql.Twenty,
            Parameters(row),
            rented.Transaction
        );
        Row.Expect(20, rows.Count(one => one.Id >= row.Id));
    }

    public async Task InsertAsync(Rented rented, Row row)
    {
        var parameters = Parameters(row with { Id = Row.NewId() });
        Row.Expect(1, await rented.Connection.ExecuteAsync(_sql.Insert, parameters, rented.Transaction));
    }

    /// <summary>Dapper has no batches: it executes one statement after the other.</summary>
    public async Task BatchAsync(Rented rented, Row row)
    {
        await using var transaction = await rented.Connection.BeginTransactionAsync();
        var rows = Enumerable.Range(0, Row.BatchSize).Select(_ => Parameters(row with { Id = Row.NewId() }));
        Row.Expect(Row.BatchSize, await rented.Connection.ExecuteAsync(_sql.Insert, rows.ToList(), transaction));
        await transaction.CommitAsync();
    }

    public async Task UpdateAsync(Rented rented, Row row) =>
        Row.Expect(1, await rented.Connection.ExecuteAsync(_sql.Update, Parameters(row), rented.Transaction));

    private object Parameters(Row row) => way.SaysTenant ? new { row.Id, row.Tenant } : new { row.Id };
}
