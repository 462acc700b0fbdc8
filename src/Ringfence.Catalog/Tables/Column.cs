using System.Collections.Immutable;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Tables;

/// <summary>A column of a table or view.</summary>
internal sealed record Column
{
    public required int Number { get; init; }
    public required string Name { get; init; }

    /// <summary>With its modifiers, as <c>format_type</c> tells it, its schema before it where that is not <c>pg_catalog</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the domain is over in the end; null where the type is no domain.</summary>
    public string? BaseType { get; init; }
    public required bool IsNotNull { get; init; }

    /// <summary>The expression, also of a computed column.</summary>
    public string? Default { get; init; }
    public required ColumnIdentity Identity { get; init; }
    public required ColumnGeneration Generated { get; init; }
    public string? Collation { get; init; }

    /// <summary>False where the collation takes different texts for equal.</summary>
    public required bool IsDeterministic { get; init; }
    public required bool IsInherited { get; init; }

    /// <summary>On the column alone, beside those on the table.</summary>
    public required ImmutableArray<Grant> Grants { get; init; }
    public required ImmutableArray<Use> DefaultUses { get; init; }

    public static Column Read(Row row, GrantLookup grants, UseLookup uses) =>
        new()
        {
            Number = row.Number("number"),
            Name = row.Text("name"),
            Type = row.Text("type"),
            BaseType = row.FindText("base_type"),
            IsNotNull = row.Flag("is_not_null"),
            Default = row.FindText("default_value"),
            Identity = row.Word<ColumnIdentity>("identity"),
            Generated = row.Word<ColumnGeneration>("generated"),
            Collation = row.FindText("collation"),
            IsDeterministic = row.Flag("is_deterministic"),
            IsInherited = row.Flag("is_inherited"),
            Grants = grants[new(GrantedKind.Column, row.Oid("table_oid"), row.Number("number"))],
            DefaultUses = uses[new(UserKind.Default, row.Oid("table_oid"), row.Number("number"))],
        };
}
