using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>One line an area.</summary>
internal static class AllBehaviours
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        .. Reading.All,
        .. Sequential.All,
        .. Results.All,
        .. CommandBehaviors.All,
        .. Parameters.All,
        .. Procedures.All,
        .. Batches.All,
        .. Preparation.All,
        .. Transactions.All,
        .. TransactionTexts.All,
        .. Savepoints.All,
        .. AmbientTransactions.All,
        .. Cancellation.All,
        .. Errors.All,
        .. Connections.All,
        .. DataSources.All,
        .. Schema.All,
        .. Unbound.All,
        .. Adapters.All,
        .. DapperQueries.All,
        .. DapperResults.All,
        .. DapperWrites.All,
    ];
}
