using System.Collections.Immutable;

namespace Ringfence.Catalog.Tables;

/// <summary>An index of a table.</summary>
internal sealed record TableIndex
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required string Method { get; init; }
    public required bool IsUnique { get; init; }
    public required bool IsPrimary { get; init; }
    public required bool IsExclusion { get; init; }

    /// <summary>Valid, ready and live: it is both kept and used.</summary>
    public required bool IsValid { get; init; }
    public required bool IsReplicaIdentity { get; init; }
    public required bool TakesNullsForEqual { get; init; }

    /// <summary>The numbers of its keys in order; 0 is an expression.</summary>
    public required ImmutableArray<int> Columns { get; init; }
    public required ImmutableArray<int> IncludedColumns { get; init; }

    /// <summary>Those of the zeroes in <see cref="Columns"/>, in order.</summary>
    public required ImmutableArray<string> Expressions { get; init; }

    /// <summary>One for each key.</summary>
    public required ImmutableArray<string> OperatorClasses { get; init; }

    /// <summary>Of a partial index.</summary>
    public string? Predicate { get; init; }

    public static TableIndex Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Method = row.Text("method"),
            IsUnique = row.Flag("is_unique"),
            IsPrimary = row.Flag("is_primary"),
            IsExclusion = row.Flag("is_exclusion"),
            IsValid = row.Flag("is_valid"),
            IsReplicaIdentity = row.Flag("is_replica_identity"),
            TakesNullsForEqual = row.Flag("takes_nulls_for_equal"),
            Columns = row.Numbers("columns"),
            IncludedColumns = row.Numbers("included_columns"),
            Expressions = row.Texts("expressions"),
            OperatorClasses = row.Texts("operator_classes"),
            Predicate = row.FindText("predicate"),
        };
}
