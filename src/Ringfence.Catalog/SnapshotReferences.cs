using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog;

/// <summary>
/// What a reading cannot get wrong, but a file that somebody made can: things twice, and numbers of columns that a table
/// does not have.
/// </summary>
internal static class SnapshotReferences
{
    public static void Verify(Snapshot snapshot)
    {
        Unique(snapshot.Tables.Select(table => table.Oid), "tables");
        Unique(snapshot.Roles.Select(role => role.Oid), "roles");
        Unique(snapshot.Functions.Select(function => function.Oid), "functions");
        Unique(snapshot.Operators.Select(one => one.Oid), "operators");
        Unique(snapshot.Schemas.Select(schema => schema.Oid), "schemas");
        Unique(snapshot.Extensions.Select(extension => extension.Oid), "extensions");
        Unique(snapshot.Tables.Select(table => (table.Schema, table.Name)), "table names");
        var tables = snapshot.Tables.ToDictionary(table => table.Oid);
        foreach (var table in snapshot.Tables)
        {
            Verify(table, tables);
        }

        VerifyParents(snapshot, tables);
    }

    /// <summary>From the tables without parents all others are met, unless some are each other's parents.</summary>
    private static void VerifyParents(Snapshot snapshot, Dictionary<uint, Table> tables)
    {
        var waiting = snapshot.Tables.ToDictionary(
            table => table.Oid,
            table => table.Parents.Count(tables.ContainsKey)
        );
        var children = snapshot
            .Tables.SelectMany(table => table.Parents.Select(parent => (parent, table.Oid)))
            .ToLookup(pair => pair.parent, pair => pair.Oid);
        var free = new Queue<uint>(waiting.Where(pair => pair.Value == 0).Select(pair => pair.Key));
        var met = 0;
        while (free.TryDequeue(out var table))
        {
            met++;
            foreach (var child in children[table].Where(child => --waiting[child] == 0))
            {
                free.Enqueue(child);
            }
        }

        if (met < snapshot.Tables.Length)
        {
            throw new SnapshotInvalidException("tables in it are parents of each other.");
        }
    }

    private static void Verify(Table table, Dictionary<uint, Table> tables)
    {
        Unique(table.Columns.Select(column => column.Number), "columns of a table");
        var columns = Numbers(table);
        foreach (var constraint in table.Constraints)
        {
            var isForeignKey = constraint.Kind == ConstraintKind.ForeignKey;
            var target = tables.GetValueOrDefault(constraint.ReferencedTable ?? 0);
            if (
                !constraint.Columns.All(columns.Contains)
                || !constraint.OnDeleteColumns.All(columns.Contains)
                || isForeignKey && (constraint.ReferencedTable is null || HasUnequalSides(constraint))
                || isForeignKey && target is not null && !constraint.ReferencedColumns.All(Numbers(target).Contains)
            )
            {
                throw new SnapshotInvalidException("a constraint has columns that its table does not have.");
            }
        }

        if (!table.Indexes.SelectMany(index => index.Columns.Concat(index.IncludedColumns)).All(columns.Contains))
        {
            throw new SnapshotInvalidException("an index has columns that its table does not have.");
        }
    }

    private static bool HasUnequalSides(Constraint constraint) =>
        constraint.Columns.IsEmpty || constraint.Columns.Length != constraint.ReferencedColumns.Length;

    /// <summary>With 0, which stands for an expression, and the system's columns, which are below it.</summary>
    private static HashSet<int> Numbers(Table table) =>
        [.. table.Columns.Select(column => column.Number), 0, -1, -2, -3, -4, -5, -6, -7];

    private static void Unique<T>(IEnumerable<T> values, string what)
    {
        var seen = new HashSet<T>();
        if (!values.All(seen.Add))
        {
            throw new SnapshotInvalidException($"it holds {what} twice.");
        }
    }
}
