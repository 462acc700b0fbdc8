using System.Collections.Immutable;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Health;

/// <summary>What the application role sees of its own fences.</summary>
/// <param name="Session">The role and the clocks.</param>
/// <param name="Contract">What is installed; null where its row is gone.</param>
/// <param name="TenantTables">How many tables are, or look like, tenant tables.</param>
/// <param name="UnfencedTables">How many of them do not hold.</param>
/// <param name="Faults">The first of those, with what is wrong.</param>
/// <param name="Key">The newest secret; null under the setting binding, which has none.</param>
internal sealed record HealthFacts(
    SessionFacts Session,
    ContractRow? Contract,
    int TenantTables,
    int UnfencedTables,
    ImmutableArray<string> Faults,
    KeyInForce? Key
);
