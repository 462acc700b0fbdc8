using System.Collections.Immutable;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Tables;

/// <summary>A table, view, materialized view or foreign table, with all that belongs to it.</summary>
internal sealed record Table
{
    public required uint Oid { get; init; }
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public required TableKind Kind { get; init; }
    public required uint Owner { get; init; }
    public required bool IsUnlogged { get; init; }
    public required bool HasRowSecurity { get; init; }

    /// <summary>Policies hold for the owner too.</summary>
    public required bool ForcesRowSecurity { get; init; }
    public required bool IsPartition { get; init; }
    public string? PartitionKey { get; init; }
    public string? PartitionBound { get; init; }

    /// <summary>Of a partition one; of a table that inherits, in the order of the declaration.</summary>
    public required ImmutableArray<uint> Parents { get; init; }

    /// <summary>As <c>security_invoker=true</c>.</summary>
    public required ImmutableArray<string> Options { get; init; }
    public uint? ForeignServer { get; init; }

    /// <summary>The query of a view.</summary>
    public string? Definition { get; init; }
    public required ReplicaIdentity ReplicaIdentity { get; init; }

    /// <summary>What the planner believes; -1 where it was never told.</summary>
    public required long EstimatedRows { get; init; }
    public uint? Extension { get; init; }
    public required ImmutableArray<Column> Columns { get; init; }
    public required ImmutableArray<Constraint> Constraints { get; init; }
    public required ImmutableArray<TableIndex> Indexes { get; init; }
    public required ImmutableArray<Policy> Policies { get; init; }
    public required ImmutableArray<Trigger> Triggers { get; init; }

    /// <summary>But for the one that makes a view a view.</summary>
    public required ImmutableArray<RewriteRule> Rules { get; init; }
    public required ImmutableArray<Grant> Grants { get; init; }

    /// <summary>What a view's query uses.</summary>
    public required ImmutableArray<Use> Uses { get; init; }

    /// <summary>Null where it has none of this number: a column of the system, or an expression.</summary>
    public Column? FindColumn(int number) => Columns.FirstOrDefault(column => column.Number == number);

    public Column? FindColumn(string name) => Columns.FirstOrDefault(column => column.Name == name);

    public static Table Read(Row row, TableParts parts) =>
        new()
        {
            Oid = row.Oid("oid"),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Kind = row.Word<TableKind>("kind"),
            Owner = row.Oid("owner"),
            IsUnlogged = row.Flag("is_unlogged"),
            HasRowSecurity = row.Flag("has_row_security"),
            ForcesRowSecurity = row.Flag("forces_row_security"),
            IsPartition = row.Flag("is_partition"),
            PartitionKey = row.FindText("partition_key"),
            PartitionBound = row.FindText("partition_bound"),
            Parents = row.Oids("parents"),
            Options = row.Texts("options"),
            ForeignServer = row.FindOid("foreign_server"),
            Definition = row.FindText("definition"),
            ReplicaIdentity = row.Word<ReplicaIdentity>("replica_identity"),
            EstimatedRows = row.Count("estimated_rows"),
            Extension = row.FindOid("extension"),
            Columns = parts.Columns(row.Oid("oid")),
            Constraints = parts.Constraints(row.Oid("oid")),
            Indexes = parts.Indexes(row.Oid("oid")),
            Policies = parts.Policies(row.Oid("oid")),
            Triggers = parts.Triggers(row.Oid("oid")),
            Rules = parts.Rules(row.Oid("oid")),
            Grants = parts.Grants(row.Oid("oid")),
            Uses = parts.Uses(row.Oid("oid")),
        };
}
