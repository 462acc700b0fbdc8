using System.Data;
using System.Data.Common;
using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>Puts the bind where it has to stand among the commands of a batch.</summary>
internal static class BoundBatch
{
    /// <summary>The contract's bind: a procedure, since a row of its own would be taken for the first of the user's.</summary>
    public const string Call = "call ringfence.bind($1)";

    /// <summary>A bind to send; the driver takes each object for one batch only, and for one connection.</summary>
    public static NpgsqlBatchCommand Bind(NpgsqlParameter<string> argument) => new(Call) { Parameters = { argument } };

    /// <summary>
    /// Copies the commands into the batch with binds between them: before the first that needs one, after whatever ends
    /// or rolls back the transaction that the last bind was made in, and after an error barrier.
    /// </summary>
    public static void Fill(
        NpgsqlBatch batch,
        IEnumerable<DbBatchCommand> commands,
        NpgsqlParameter<string>? argument,
        bool autoPrepares
    )
    {
        var bound = argument is null;
        foreach (var command in commands.Cast<NpgsqlBatchCommand>())
        {
            var kind = Read(command).First;
            if (kind == StatementKind.Ordinary && !bound)
            {
                batch.BatchCommands.Add(Bind(new() { TypedValue = argument!.TypedValue }));
                bound = true;
            }

            batch.BatchCommands.Add(
                command.CommandType == CommandType.TableDirect
                    ? TableDirect(command.CommandText)
                    : DriverCommand.Fresh(command, autoPrepares)
            );
            bound = argument is null || (bound && kind is StatementKind.Ordinary && command.AppendErrorBarrier != true);
        }
    }

    /// <summary>Only a text can hold more than one statement, or another kind than the ordinary.</summary>
    public static SqlText Read(DbBatchCommand command) =>
        command.CommandType == CommandType.Text ? SqlText.Read(command.CommandText) : default;

    /// <summary>Npgsql 10.0.0 sends a batch's <c>TableDirect</c> without the table.</summary>
    public static NpgsqlBatchCommand TableDirect(string table) => new($"select * from {table}");
}
