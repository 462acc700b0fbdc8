using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>
/// The ways by foreign keys from tables without a tenant column to tenant tables. The root is no goal: a key to it is a tenant
/// column, or names another tenant than the row's own.
/// </summary>
internal sealed class KeyPaths(CatalogGraph graph, IReadOnlyDictionary<uint, MappedTable> classified)
{
    private const int MostPaths = 4;

    private readonly Dictionary<uint, ImmutableArray<KeyPath>> _paths = [];

    /// <summary>
    /// The ways of each of these tables that has one, the best first: first those without nulls, of them the shortest, then
    /// those that do not only tell who did something.
    /// </summary>
    public IReadOnlyDictionary<uint, ImmutableArray<KeyPath>> Find(IReadOnlyCollection<Table> tables)
    {
        var waiting = tables.ToDictionary(table => table.Oid);
        // Level by level, so that what a table is reached by is never longer than it need be; nullable keys only once no
        // others lead on.
        foreach (var allowsNull in (bool[])[false, true])
        {
            List<(Table Table, ImmutableArray<KeyPath> Paths)> found;
            do
            {
                found =
                [
                    .. waiting
                        .Values.Select(table => (Table: table, Paths: Of(table, allowsNull)))
                        .Where(pair => !pair.Paths.IsEmpty),
                ];
                foreach (var (table, paths) in found)
                {
                    _paths[table.Oid] = paths;
                    waiting.Remove(table.Oid);
                }
            } while (found.Count > 0 && waiting.Count > 0);
        }

        foreach (var table in tables.Where(table => _paths.ContainsKey(table.Oid)))
        {
            // Once more, with the ways that were longer than the first to be found.
            _paths[table.Oid] = Ordered(_paths[table.Oid].Concat(Of(table, allowsNull: true)));
        }

        return _paths;
    }

    /// <summary>The step that a foreign key is.</summary>
    public static KeyStep? Step(Table table, Constraint key, CatalogGraph graph)
    {
        var target = graph.FindTable(key.ReferencedTable!.Value);
        var columns = key.Columns.Select(table.FindColumn).OfType<Column>().ToList();
        return target is null
            ? null
            : new()
            {
                Key = key.Name,
                Columns = [.. columns.Select(column => column.Name)],
                Target = new(target.Schema, target.Name),
                TargetColumns =
                [
                    .. key.ReferencedColumns.Select(number => target.FindColumn(number)?.Name).OfType<string>(),
                ],
                MayBeNull = columns.Exists(column => !column.IsNotNull),
                IsValidated = key.IsValidated,
            };
    }

    private ImmutableArray<KeyPath> Of(Table table, bool allowsNull)
    {
        var found = new List<KeyPath>();
        var self = new TableName(table.Schema, table.Name);
        foreach (var key in table.ForeignKeys)
        {
            var target = key.ReferencedTable!.Value;
            if (target == table.Oid || Step(table, key, graph) is not { } step || step.MayBeNull && !allowsNull)
            {
                continue;
            }

            if (classified.TryGetValue(target, out var goal) && goal.Class == TableClass.Tenant)
            {
                found.Add(new() { Steps = [step] });
            }
            else if (
                _paths.TryGetValue(target, out var onward)
                && onward[0] is var rest
                && (allowsNull || !rest.MayBeNull)
            )
            {
                var isLoop = rest.Steps.Any(other => other.Target == self);
                found.AddRange(isLoop ? [] : [new() { Steps = [step, .. rest.Steps] }]);
            }
        }

        return Ordered(found);
    }

    private static ImmutableArray<KeyPath> Ordered(IEnumerable<KeyPath> paths) =>
        [
            .. paths
                .DistinctBy(path => string.Join('\0', path.Steps.Select(step => step.Key)))
                .OrderBy(path => path.MayBeNull)
                .ThenBy(path => path.Steps.Length)
                .ThenBy(path => path.Steps[0].Columns.Any(NameWords.IsModified))
                .ThenBy(path => path.Steps[0].Key, StringComparer.Ordinal)
                .Take(MostPaths),
        ];
}
