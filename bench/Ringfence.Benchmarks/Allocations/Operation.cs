using System.Data.Common;
using Npgsql;

namespace Ringfence.Benchmarks.Allocations;

/// <summary>What a program does with a connection of the pool, in ADO.NET's own words, synchronously and not.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Run">Does it, and waits.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Operation(string Name, Action<Target> Run, Func<Target, Task> RunAsync)
{
    private static long Next = 1_000_000;

    public static Operation PointSelect { get; } =
        new(
            "point select",
            target =>
            {
                using var connection = target.Source.OpenConnection();
                using var command = Command(connection, target, target.Select, 1);
                using var reader = command.ExecuteReader();
                reader.Read();
                _ = reader.GetString(0);
            },
            async target =>
            {
                await using var connection = await target.Source.OpenConnectionAsync();
                await using var command = Command(connection, target, target.Select, 1);
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
                _ = reader.GetString(0);
            }
        );

    public static Operation OneInsert { get; } =
        new(
            "insert",
            target =>
            {
                using var connection = target.Source.OpenConnection();
                using var command = Command(connection, target, target.Insert, Next++);
                command.ExecuteNonQuery();
            },
            async target =>
            {
                await using var connection = await target.Source.OpenConnectionAsync();
                await using var command = Command(connection, target, target.Insert, Next++);
                await command.ExecuteNonQueryAsync();
            }
        );

    public static Operation BatchOfThree { get; } =
        new(
            "batch of 3 inserts",
            target =>
            {
                using var connection = target.Source.OpenConnection();
                using var batch = Batch(connection, target);
                batch.ExecuteNonQuery();
            },
            async target =>
            {
                await using var connection = await target.Source.OpenConnectionAsync();
                await using var batch = Batch(connection, target);
                await batch.ExecuteNonQueryAsync();
            }
        );

    private static DbCommand Command(DbConnection connection, Target target, string sql, long id)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        target.AddParameters(command.Parameters, id);
        return command;
    }

    private static DbBatch Batch(DbConnection connection, Target target)
    {
        var batch = connection.CreateBatch();
        for (var i = 0; i < 3; i++)
        {
            var command = new NpgsqlBatchCommand(target.Insert);
            target.AddParameters(command.Parameters, Next++);
            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
