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

    /// <summary>Adds the bind, and what goes with it.</summary>
    public void AddBind()
    {
        if (Clean is not null)
        {
            Batch.BatchCommands.Add(Clean);
        }

        if (Bind is not null)
        {
            Batch.BatchCommands.Add(Bind);
        }
    }
}
