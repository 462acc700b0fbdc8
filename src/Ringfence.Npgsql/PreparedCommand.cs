using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>A bind and a command, prepared together; the bind's argument changes from one execution to the next.</summary>
internal sealed class PreparedCommand
{
    private readonly NpgsqlParameter<string> _bind;

    public PreparedCommand(NpgsqlConnection connection, NpgsqlParameter<string> bind, NpgsqlBatchCommand user)
    {
        _bind = bind;
        Batch = new(connection) { BatchCommands = { BoundBatch.Bind(bind), user } };
    }

    public NpgsqlBatch Batch { get; }

    public NpgsqlBatch Bound(string argument, int timeout)
    {
        _bind.TypedValue = argument;
        Batch.Timeout = timeout;
        return Batch;
    }
}
