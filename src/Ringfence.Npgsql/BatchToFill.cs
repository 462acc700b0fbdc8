using System.Runtime.InteropServices;
using Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql;

/// <summary>An empty batch, and what goes in front of the first statement that needs a tenant.</summary>
/// <param name="Batch">Statements are added to it.</param>
/// <param name="Kept">Where the batch is given back to; null where it is one of its own.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchToFill(NpgsqlBatch Batch, KeptBatch? Kept)
{
    /// <summary>Null where the session is bound.</summary>
    public NpgsqlBatchCommand? Bind { get; init; }

    /// <summary><see cref="TenantDataSource.Clean"/>; null where there is nothing to take away.</summary>
    public NpgsqlBatchCommand? Clean { get; init; }

    /// <summary>The bind, where it resets the session first; else null.</summary>
    public NpgsqlBatchCommand? Reset { get; init; }

    /// <summary>What goes around the bind that resets; null where the driver has begun no transaction.</summary>
    public (NpgsqlBatchCommand Leave, NpgsqlBatchCommand Begin)? Around { get; init; }

    /// <summary>For the statements of one execution, with the bind to put in front of them.</summary>
    /// <param name="connection">An open one.</param>
    /// <param name="taker">Who may cancel it.</param>
    /// <param name="argument">What the bind takes; null for no bind.</param>
    /// <param name="timeout">In seconds.</param>
    public static BatchToFill Take(TenantConnection connection, object taker, string? argument, int timeout)
    {
        // Where the driver prepares, it may replace the bind's statement by one of the same batch: what it left on a kept
        // bind would then run the other. And what the server has answered to a bind that resets is read from that, where a
        // kept one has the answer of before.
        var session = connection.Session();
        var kept = session.Batch;
        var resets = argument is not null && connection.MustReset;
        var keeps = !connection.AutoPrepares && !resets;
        var call = !resets
            ? BoundBatch.Call
            : BoundBatch.Resetting(connection.AutoPrepares || session.HasPrepared || session.IsShared);
        var isTaken = kept.TryTake(connection.Inner, taker, argument, call, keeps, out var batch, out var bind);
        batch ??= new(connection.Inner);
        batch.Timeout = timeout;
        bind ??= argument is null ? null : BoundBatch.Bind(argument, call);
        var around = resets ? connection.RentReset!.Carry(bind!) : null;
        var clean = bind is null || resets ? null : connection.Clean; // It would come between what is left and the reset.
        return new(batch, isTaken ? kept : null)
        {
            Bind = bind,
            Reset = resets ? bind : null,
            Around = around,
            Clean =
                clean is null ? null
                : isTaken && !connection.AutoPrepares ? kept.Clean(clean)
                : new(clean),
        };
    }

    /// <summary>Adds the bind, and what goes with it.</summary>
    public void AddBind()
    {
        var commands = Batch.BatchCommands;
        if (Around is var (leave, _))
        {
            commands.Add(leave);
        }

        if (Clean is not null)
        {
            commands.Add(Clean);
        }

        if (Bind is not null)
        {
            commands.Add(Bind);
        }

        if (Around is var (_, begin))
        {
            commands.Add(begin);
        }
    }
}
