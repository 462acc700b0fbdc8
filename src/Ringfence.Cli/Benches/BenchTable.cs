using System.Collections.Immutable;
using Ringfence.Catalog;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Tables;

namespace Ringfence.Cli.Benches;

/// <summary>The tenant table that is read.</summary>
/// <param name="Table">The table.</param>
/// <param name="TenantColumn">Whose a row is.</param>
/// <param name="Key">The columns of its primary key, but for the tenant column.</param>
internal sealed record BenchTable(Table Table, Column TenantColumn, ImmutableArray<Column> Key)
{
    public TableName Name => new(Table.Schema, Table.Name);

    /// <summary>The table that is named, or the largest that can be measured.</summary>
    /// <exception cref="BenchRefusedException">There is none such.</exception>
    public static BenchTable Find(CatalogGraph graph, TenancyMap map, TableName? name)
    {
        if (name is not null)
        {
            var table =
                graph.FindTable(name.Schema, name.Name)
                ?? throw new BenchRefusedException($"there is no table {Printable.Of(name.ToString())}.");
            var found = Of(graph, map, table, out var reason);
            return found ?? throw new BenchRefusedException($"{Printable.Of(name.ToString())} {reason}");
        }

        return graph
                .Snapshot.Tables.Select(table => Of(graph, map, table, out _))
                .OfType<BenchTable>()
                .OrderBy(table => table.Key.IsEmpty)
                .ThenByDescending(table => table.Table.EstimatedRows)
                .ThenBy(table => table.Name.ToString(), StringComparer.Ordinal)
                .FirstOrDefault()
            ?? throw new BenchRefusedException(
                "there is no tenant table with row security and a primary key. Protect one with 'ringfence protect'."
            );
    }

    private static BenchTable? Of(CatalogGraph graph, TenancyMap map, Table table, out string reason)
    {
        reason = "";
        var column = BoundColumn(graph, table) ?? MappedColumn(map, table);
        var key = table.Constraints.FirstOrDefault(constraint => constraint.Kind == ConstraintKind.PrimaryKey);
        if (table.Kind is not (TableKind.Ordinary or TableKind.Partitioned) || table.IsPartition)
        {
            reason = "is no table, or a part of one. Name the table itself.";
        }
        else if (!table.HasRowSecurity)
        {
            reason = "has no row security, so that there is nothing to measure. Protect it with 'ringfence protect'.";
        }
        else if (column is null)
        {
            reason =
                "has no policy that binds a column to ringfence.tenant(), and the manifest names no tenant column of it.";
        }
        else if (key is null)
        {
            reason = "has no primary key to select a row by.";
        }
        else
        {
            return new(
                table,
                column,
                [.. key.Columns.Where(number => number != column.Number).Select(number => table.FindColumn(number)!)]
            );
        }

        return null;
    }

    /// <summary>The one column that a policy sets against the contract's getter.</summary>
    private static Column? BoundColumn(CatalogGraph graph, Table table)
    {
        var columns = table
            .Policies.Where(policy => policy.Uses.Any(use => IsGetter(graph, use)))
            .SelectMany(policy => policy.Uses)
            .Where(use => use.Kind == UsedKind.Relation && use.Oid == table.Oid && use.Column > 0)
            .Select(use => use.Column)
            .Distinct()
            .ToArray();
        return columns is [var only] ? table.FindColumn(only) : null;
    }

    private static bool IsGetter(CatalogGraph graph, Use use) =>
        use.Kind == UsedKind.Function && graph.FindFunction(use.Oid) is { Schema: "ringfence", Name: "tenant" };

    private static Column? MappedColumn(TenancyMap map, Table table) =>
        map.Tables.FirstOrDefault(mapped => mapped.Oid == table.Oid) is { Class: TableClass.Tenant, Column: { } name }
            ? table.FindColumn(name)
            : null;
}
