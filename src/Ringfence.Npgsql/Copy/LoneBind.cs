using System.Data;
using Npgsql;

namespace Ringfence.Npgsql.Copy;

/// <summary>A bind that no statement travels with, for the transaction that it is sent in.</summary>
internal sealed class LoneBind(TenantConnection connection, string argument) : IBound
{
    public TenantConnection Required() => connection;

    public bool CanCarryReset(CommandBehavior behavior) => true;

    public Execution Begin(CommandBehavior behavior)
    {
        if (connection.ResetsApart(canCarry: true))
        {
            connection.Reset();
        }

        return Bound();
    }

    public async Task<Execution> BeginAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        if (connection.ResetsApart(canCarry: true))
        {
            await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        }

        return Bound();
    }

    public void Opened(NpgsqlDataReader reader)
    {
        // It answers with no rows.
    }

    public void Finish(Execution execution)
    {
        // It neither begins a transaction nor ends one.
    }

    private Execution Bound()
    {
        var batch = BatchToFill.Take(connection, this, argument, connection.Inner.CommandTimeout);
        batch.AddBind();
        return new(connection, batch.Batch, batch.Kept)
        {
            Cleans = batch.Clean is not null,
            Reset = batch.Reset,
            IsWithin = batch.Around is not null,
        };
    }
}
