using System.Collections.Immutable;

namespace Ringfence.Npgsql.Contract;

/// <summary>What the protection of one table did, or would do.</summary>
public sealed record TableProtection
{
    /// <summary>The table, schema and name, quoted.</summary>
    public required string Table { get; init; }

    /// <summary>The statements, in order.</summary>
    public required ImmutableArray<string> Statements { get; init; }

    /// <summary>
    /// The foreign, unique and exclusion keys that do not carry the tenant column, which policies do not see: through
    /// them one tenant can still point at, probe for or cascade into another's rows.
    /// </summary>
    public required ImmutableArray<string> KeysWithoutTenant { get; init; }
}
