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

    public PreparedCommand(TenantConnection connection, NpgsqlParameter<string>? bind, NpgsqlBatchCommand copy)
    {
        _session = connection.Session();
        _bind = bind;
        Copy = copy;
        Batch = new(connection.Inner);
        if (bind is not null)
        {
            Batch.BatchCommands.Add(BoundBatch.Bind(bind));
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
