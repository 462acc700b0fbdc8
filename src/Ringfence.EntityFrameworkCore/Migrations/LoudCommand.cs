using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// A command outside the transaction that switches <c>row_security</c> off itself: where it is tried again, EF Core begins
/// with it, in another session than the command before it.
/// </summary>
internal sealed class LoudCommand(
    MigrationCommand off,
    MigrationCommand command,
    IRelationalCommand same,
    DbContext context
) : MigrationCommand(same, context, command.CommandLogger, transactionSuppressed: true)
{
    public override int ExecuteNonQuery(
        IRelationalConnection connection,
        IReadOnlyDictionary<string, object?>? parameterValues = null
    )
    {
        off.ExecuteNonQuery(connection);
        return base.ExecuteNonQuery(connection, parameterValues);
    }

    public override async Task<int> ExecuteNonQueryAsync(
        IRelationalConnection connection,
        IReadOnlyDictionary<string, object?>? parameterValues = null,
        CancellationToken cancellationToken = default
    )
    {
        await off.ExecuteNonQueryAsync(connection, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await base.ExecuteNonQueryAsync(connection, parameterValues, cancellationToken).ConfigureAwait(false);
    }
}
