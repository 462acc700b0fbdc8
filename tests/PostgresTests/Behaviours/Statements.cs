using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>What the superuser runs behind the stage.</summary>
internal static class Statements
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<object?> ReadAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(Cancellation);
    }
}
