using System.Collections.Immutable;

namespace Ringfence.Catalog.Tables;

/// <summary>A constraint of a table.</summary>
internal sealed record Constraint
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required ConstraintKind Kind { get; init; }

    /// <summary>Their numbers, in the order of the key; 0 for an expression of an exclusion.</summary>
    public required ImmutableArray<int> Columns { get; init; }
    public uint? ReferencedTable { get; init; }

    /// <summary>Their numbers, beside <see cref="Columns"/>.</summary>
    public required ImmutableArray<int> ReferencedColumns { get; init; }
    public required KeyAction OnDelete { get; init; }
    public required KeyAction OnUpdate { get; init; }

    /// <summary>Which columns are set to null or their default; empty for all of them.</summary>
    public required ImmutableArray<int> OnDeleteColumns { get; init; }
    public required bool MatchesFull { get; init; }
    public required bool IsValidated { get; init; }
    public required bool IsDeferrable { get; init; }

    /// <summary>May be false since 18.</summary>
    public required bool IsEnforced { get; init; }
    public required bool IsInherited { get; init; }

    /// <summary>The index behind a key; of a foreign key, the one of the referenced table.</summary>
    public uint? Index { get; init; }

    /// <summary>Of a check.</summary>
    public string? Expression { get; init; }

    /// <summary>Of an exclusion, as a whole.</summary>
    public string? Definition { get; init; }

    public static Constraint Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Kind = row.Word<ConstraintKind>("kind"),
            Columns = row.Numbers("columns"),
            ReferencedTable = row.FindOid("referenced_table"),
            ReferencedColumns = row.Numbers("referenced_columns"),
            OnDelete = row.Word<KeyAction>("on_delete"),
            OnUpdate = row.Word<KeyAction>("on_update"),
            OnDeleteColumns = row.Numbers("on_delete_columns"),
            MatchesFull = row.Flag("matches_full"),
            IsValidated = row.Flag("is_validated"),
            IsDeferrable = row.Flag("is_deferrable"),
            IsEnforced = row.Flag("is_enforced"),
            IsInherited = row.Flag("is_inherited"),
            Index = row.FindOid("index"),
            Expression = row.FindText("expression"),
            Definition = row.FindText("definition"),
        };
}
