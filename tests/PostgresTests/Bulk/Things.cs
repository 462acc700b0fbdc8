using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Bulk;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Bulk;

/// <summary>The table with columns of many types, and a source whose driver knows them.</summary>
internal sealed class Things(TestDatabase database) : IAsyncDisposable
{
    private readonly TenantDataSource _source = Ledger.Mapped(database);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Things> CreateAsync(PostgresServer server) => new(await Ledger.CreateAsync(server));

    /// <summary>Inserts the value twice as red, and reads what red has then, as text in UTC.</summary>
    public async Task RoundTripAsync<TValue>(string column, TValue value, string? read)
    {
        var insert = new BulkInsert<TValue>("thing").Column(column, row => row);
        using var scope = TenantScope.Enter(Invoices.Red);
        await database.Superuser.RunAsync("delete from thing");

        Assert.Equal(2, await _source.BulkInsertAsync(insert, [value, value], cancellationToken: Cancellation));

        Assert.Equal((column, read, read), await ReadAsync(column));
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<(string Column, string? First, string? Second)> ReadAsync(string column)
    {
        await using var connection = await database.Source.RentAsync();
        await connection.RunAsync("set timezone = 'UTC'");
        var quoted = column.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var command = connection.Command($"select t.\"{quoted}\"::text as value from thing as t");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        var first = reader["value"] as string;
        await reader.ReadAsync(Cancellation);
        return (column, first, reader["value"] as string);
    }
}
