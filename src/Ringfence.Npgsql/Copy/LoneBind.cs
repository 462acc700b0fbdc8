using System.Data;
using Npgsql;

namespace Ringfence.Npgsql.Copy;

/// <summary>A bind that no statement travels with, in a transaction that is begun already.</summary>
internal sealed class LoneBind(TenantConnection connection, string argument) : IBound
{
    public TenantConnection Required() => connection;

    /// <summary>It is in a transaction.</summary>
    public bool CanCarryReset(CommandBehavior behavior) => false;

    public Execution Begin(CommandBehavior behavior)
    {
        var batch = BatchToFill.Take(connection, this, argument, connection.Inner.CommandTimeout);
        batch.AddBind();
        return new(connection, batch.Batch, batch.Kept) { Cleans = batch.Clean is not null };
    }

    public Task<Execution> BeginAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        Task.FromResult(Begin(behavior));

    public void Opened(NpgsqlDataReader reader)
    {
        // It answers with no rows.
    }

    public void Finish(Execution execution)
    {
        // It neither begins a transaction nor ends one.
    }
}
