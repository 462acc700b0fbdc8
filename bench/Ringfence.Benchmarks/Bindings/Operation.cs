using Ringfence.Benchmarks.Contexts;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>What a program does with a connection of the pool before it gives it back.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Title">What reports call it.</param>
/// <param name="InContext">The same with a context of EF Core.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Operation(
    string Name,
    string Title,
    ContextOperation InContext,
    Func<ICalls, Rented, Row, Task> RunAsync
)
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "point-select",
            "Point select by key",
            ContextOperation.PointSelect,
            (calls, rented, row) => calls.PointSelectAsync(rented, row)
        ),
        new(
            "read-20",
            "Read of 20 rows",
            ContextOperation.ReadTwenty,
            (calls, rented, row) => calls.ReadTwentyAsync(rented, row)
        ),
        new(
            "insert",
            "Insert of a row",
            ContextOperation.Insert,
            (calls, rented, row) => calls.InsertAsync(rented, row)
        ),
        new(
            "batch-100",
            "Batch of 100 inserts",
            ContextOperation.Batch,
            (calls, rented, row) => calls.BatchAsync(rented, row)
        ),
        new("transaction", "Transaction of 5 statements", ContextOperation.Transaction, TransactionAsync),
    ];

    /// <summary>As a variant: rents for the tenant of a random row, and gives back.</summary>
    public Func<Random, Task> Of(Way way, ICalls calls) =>
        async random =>
        {
            var row = Row.Pick(random);
            using var scope = way.IsScoped ? TenantScope.Enter(TenantId.From(row.Tenant)) : null;
            var rented = await way.RentAsync(row.Tenant);
            await using var connection = rented.Connection;
            await RunAsync(calls, rented, row);
            if (way.ReturningAsync is { } returningAsync)
            {
                await returningAsync(rented);
            }
        };

    private static async Task TransactionAsync(ICalls calls, Rented rented, Row row)
    {
        await using var own = rented.Transaction is null ? await rented.Connection.BeginTransactionAsync() : null;
        var inside = own is null ? rented : rented with { Transaction = own };
        await calls.PointSelectAsync(inside, row);
        await calls.ReadTwentyAsync(inside, row);
        await calls.InsertAsync(inside, row);
        await calls.UpdateAsync(inside, row);
        await calls.PointSelectAsync(inside, row);
        if (own is not null)
        {
            await own.CommitAsync();
        }
    }
}
