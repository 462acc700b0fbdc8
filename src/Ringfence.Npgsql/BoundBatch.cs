using System.Data;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>Puts the bind where it has to stand among the commands of a batch.</summary>
internal static class BoundBatch
{
    /// <summary>The contract's bind: a procedure, since a row of its own would be taken for the first of the user's.</summary>
    public const string Call = "call ringfence.bind($1)";

    /// <summary>
    /// Takes away what SQL prepared for whoever had the connection before, where the driver's reset keeps it (see
    /// <see cref="PlanKeeping"/>).
    /// </summary>
    public const string Clean = "deallocate all";

    /// <summary>
    /// Takes away what sequences gave whoever had the connection before, where sessions are reset only if a text may have
    /// left more (see <see cref="SessionReset"/>). No rollback undoes it.
    /// </summary>
    public const string CleanSequences = "discard sequences";

    /// <summary>
    /// The contract's bind that resets the session first. What it does is committed by itself, so it comes first of all,
    /// outside of a transaction.
    /// </summary>
    public const string ResettingCall = "call ringfence.reset_and_bind($1, false)";

    /// <summary>Like <see cref="ResettingCall"/>, where statements may be prepared, which the driver goes on using.</summary>
    public const string ResettingCallThatKeeps = "call ringfence.reset_and_bind($1, true)";

    /// <summary>The one of the two.</summary>
    public static string Resetting(bool keepsPrepared) => keepsPrepared ? ResettingCallThatKeeps : ResettingCall;

    /// <summary>A bind to send; the driver takes each object for one batch only, and for one connection.</summary>
    public static NpgsqlBatchCommand Bind(NpgsqlParameter<string> argument, string call = Call) =>
        new(call) { Parameters = { argument } };

    /// <inheritdoc cref="Bind(NpgsqlParameter{string}, string)"/>
    public static NpgsqlBatchCommand Bind(string argument, string call = Call) =>
        Bind(new NpgsqlParameter<string> { TypedValue = argument }, call);

    /// <summary>
    /// Puts the commands into the batch with binds between them: before the first that needs one, after whatever ends or
    /// rolls back the transaction that the last bind was made in, and after an error barrier.
    /// </summary>
    /// <param name="batch">What is sent, with the first bind.</param>
    /// <param name="argument">What each further bind takes.</param>
    /// <param name="commands">The user's.</param>
    /// <param name="autoPrepares">Whether the driver may prepare the commands.</param>
    /// <param name="mayHaveFailed">Whether the commands may have been executed before without an answer.</param>
    public static void Fill(
        BatchToFill batch,
        string? argument,
        NpgsqlBatchCommandCollection commands,
        bool autoPrepares,
        bool mayHaveFailed
    )
    {
        var sent = batch.Batch.BatchCommands;
        var (isFirst, bound) = (true, argument is null);
        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            var kind = Read(command).First;
            if (kind == StatementKind.Ordinary && !bound)
            {
                if (isFirst)
                {
                    batch.AddBind();
                }
                else
                {
                    sent.Add(Bind(argument!));
                }

                (isFirst, bound) = (false, true);
            }

            sent.Add(
                command.CommandType == CommandType.TableDirect
                    ? TableDirect(command.CommandText)
                    : DriverCommand.Fresh(command, autoPrepares, mayHaveFailed)
            );
            bound = argument is null || (bound && kind is StatementKind.Ordinary && command.AppendErrorBarrier != true);
        }
    }

    /// <summary>Only a text can hold more than one statement, or another kind than the ordinary.</summary>
    public static SqlText Read(NpgsqlBatchCommand command) =>
        command.CommandType == CommandType.Text ? SqlText.Read(command.CommandText) : default;

    /// <summary>Npgsql 10.0.0 sends a batch's <c>TableDirect</c> without the table.</summary>
    public static NpgsqlBatchCommand TableDirect(string table) => new($"select * from {table}");
}
