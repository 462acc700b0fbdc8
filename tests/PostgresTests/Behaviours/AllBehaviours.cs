using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>One line an area.</summary>
internal static class AllBehaviours
{
    public static ImmutableArray<Behaviour> All { get; } =
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
        .. DapperWrites.All,
    ];
}
