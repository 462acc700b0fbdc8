using System.Transactions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>Knows the transaction of System.Transactions that EF Core enlisted a context's connection in.</summary>
internal static class EnlistedContext
{
    /// <summary>Perhaps after it was opened; null for none.</summary>
    public static Transaction? Find(IRelationalConnection? connection) =>
        connection is ITransactionEnlistmentManager manager
            ? manager.EnlistedTransaction ?? manager.CurrentAmbientTransaction
            : null;
}
