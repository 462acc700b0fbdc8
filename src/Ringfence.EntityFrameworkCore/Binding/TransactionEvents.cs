using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// A transaction keeps the tenant that it begins with: that of the scope it is begun in or, where there is none, as in
/// migrations, that of the first bound statement.
/// </summary>
internal sealed class TransactionEvents : DbTransactionInterceptor
{
    public override DbTransaction TransactionStarted(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result
    )
    {
        Began(result);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        Began(result);
        return ValueTask.FromResult(result);
    }

    public override DbTransaction TransactionUsed(
        DbConnection connection,
        TransactionEventData eventData,
        DbTransaction result
    )
    {
        Began(result);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection,
        TransactionEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        Began(result);
        return ValueTask.FromResult(result);
    }

    private static void Began(DbTransaction transaction) => TransactionTenants.Begin(transaction, TenantScope.Current);
}
