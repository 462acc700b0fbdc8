using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql;

/// <summary>
/// A bind and a copy of a command, prepared together; the bind's argument and the values change from one execution to
/// the next. Where the session itself is bound there is no bind.
/// </summary>
internal sealed class PreparedCommand
{
    private readonly PhysicalSession _session;
    private readonly NpgsqlParameter<string>? _bind;

    /// <param name="connection">Where it is prepared.</param>
    /// <param name="argument">What the bind takes the first time; null for no bind.</param>
    /// <param name="copy">Of the command.</param>
    public PreparedCommand(TenantConnection connection, string? argument, NpgsqlBatchCommand copy)
    {
        _session = connection.Session();
        Copy = copy;
        Batch = new(connection.Inner);
        if (argument is not null)
        {
            _bind = new() { TypedValue = argument };
            Batch.BatchCommands.Add(BoundBatch.Bind(_bind));
        }

        Batch.BatchCommands.Add(copy);
    }

    public NpgsqlBatch Batch { get; }

    public NpgsqlBatchCommand Copy { get; }

    /// <summary>
    /// Ready to be sent; false where the command has other parameters than it was prepared with, or the connection was
    /// closed since and another physical connection taken, which does not know the statement.
    /// </summary>
    public bool TryBind(
        PhysicalSession session,
        string? argument,
        NpgsqlBatchCommand command,
        int timeout,
        [NotNullWhen(true)] out NpgsqlBatch? batch
    )
    {
        batch = null;
        if (!ReferenceEquals(session, _session) || !DriverCommand.TrySetValues(Copy, command))
        {
            return false;
        }

        if (_bind is not null)
        {
            _bind.TypedValue = argument;
        }

        Batch.Timeout = timeout;
        batch = Batch;
        return true;
    }
}
