using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>
/// Finds the column that says whose a row is: by a foreign key to the root first, by one to a tenant table that carries the
/// tenant then, and by name and type last. Where two columns may be it, it is in doubt: a wrong tenant column is worse than none.
/// </summary>
internal sealed class TenantColumnFinder
{
    private const string TenantWord = "tenant";

    private static readonly string[] Synonyms = ["org", "organization", "organisation"];

    private readonly Table? _root;
    private readonly Column? _rootId;
    private readonly ImmutableHashSet<string> _names;
    private readonly string? _family;

    public TenantColumnFinder(Table? root, Column? rootId, ImmutableArray<Table> tables)
    {
        _root = root;
        _rootId = rootId;
        _names = Names(root, tables);
        _family = rootId is null ? UsualFamily(tables) : IdType.Family(rootId);
    }

    /// <summary>Without a root: what the columns of that name hold; null where there are too few to tell.</summary>
    public string? FamilyWithoutRoot => _root is null ? _family : null;

    /// <param name="table">The table to look at.</param>
    /// <param name="tenantColumns">The tenant columns of the tables that are classified by now.</param>
    /// <param name="graph">Where the tables are that it refers to.</param>
    public TenantColumnChoice Find(Table table, IReadOnlyDictionary<uint, string> tenantColumns, CatalogGraph graph)
    {
        var direct = Direct(table);
        var named = direct.Where(column => _names.Contains(NameWords.Joined(column.Name))).ToList();
        if (named.Count > 0)
        {
            return One(named, "a foreign key to the root, and named for it");
        }

        var carried = Carried(table, tenantColumns, graph);
        if (carried.Count > 0)
        {
            return One(carried, "a foreign key to a tenant table carries it");
        }

        var byName = ByName(table);
        if (byName.Count > 0)
        {
            return byName.Find(column => IdType.Family(column) != _family) is { } odd
                ? TenantColumnChoice.Doubt($"column {odd.Name} is named for the tenant, but of type {odd.Type}")
                : One(byName, "named for the tenant and of its type, without a foreign key");
        }

        return Unnamed(table, direct);
    }

    private static TenantColumnChoice Unnamed(Table table, List<Column> direct)
    {
        var key = table.Constraints.FirstOrDefault(one => one.Kind == ConstraintKind.PrimaryKey);
        if (direct.Find(column => key is { Columns: [var only] } && only == column.Number) is { } same)
        {
            return TenantColumnChoice.Of(
                same.Name,
                "its primary key is a foreign key to the root: a row for each tenant"
            );
        }

        var owners = direct.Where(column => column.IsNotNull && !NameWords.IsModified(column.Name)).ToList();
        return owners.Count switch
        {
            1 when direct.Count == 1 => TenantColumnChoice.Of(
                owners[0].Name,
                "its one foreign key to the root, never null"
            ),
            > 0 => TenantColumnChoice.Doubt($"several columns refer to the root: {Listed(direct)}"),
            _ => TenantColumnChoice.None,
        };
    }

    private static TenantColumnChoice One(List<Column> columns, string reason) =>
        columns.Count == 1
            ? TenantColumnChoice.Of(columns[0].Name, reason)
            : TenantColumnChoice.Doubt($"several columns may be the tenant's: {Listed(columns)}");

    private static string Listed(List<Column> columns) => string.Join(", ", columns.Select(column => column.Name));

    /// <summary>The columns that refer to the root's id.</summary>
    public List<Column> Direct(Table table) =>
        _root is null || _rootId is null
            ? []
            : Paired(table, one => one.ReferencedTable == _root.Oid, (_, number) => number == _rootId.Number);

    /// <summary>The columns that refer to a tenant column together with others: the key carries the tenant.</summary>
    private static List<Column> Carried(
        Table table,
        IReadOnlyDictionary<uint, string> tenantColumns,
        CatalogGraph graph
    ) =>
        Paired(
            table,
            one => one.Columns.Length > 1 && one.ReferencedTable != table.Oid,
            (one, number) =>
                tenantColumns.TryGetValue(one.ReferencedTable!.Value, out var name)
                && graph.FindTable(one.ReferencedTable.Value)?.FindColumn(number)?.Name == name
        );

    private static List<Column> Paired(
        Table table,
        Func<Constraint, bool> isWanted,
        Func<Constraint, int, bool> isTarget
    ) =>
        [
            .. table
                .ForeignKeys.Where(isWanted)
                .SelectMany(one => one.Columns.Zip(one.ReferencedColumns).Where(pair => isTarget(one, pair.Second)))
                .Select(pair => table.FindColumn(pair.First))
                .OfType<Column>()
                .DistinctBy(column => column.Number),
        ];

    /// <summary>Columns named for the tenant that do not refer to something else.</summary>
    private List<Column> ByName(Table table)
    {
        var elsewhere = table
            .Constraints.Where(one => one is { Kind: ConstraintKind.ForeignKey, Columns.Length: 1 })
            .Where(one => one.ReferencedTable != _root?.Oid)
            .SelectMany(one => one.Columns)
            .ToHashSet();
        return _family is null
            ? []
            :
            [
                .. table.Columns.Where(column =>
                    !elsewhere.Contains(column.Number) && _names.Contains(NameWords.Joined(column.Name))
                ),
            ];
    }

    private static ImmutableHashSet<string> Names(Table? root, ImmutableArray<Table> tables)
    {
        var names = ImmutableHashSet.CreateBuilder<string>();
        // The bare word is mostly a text about the thing; only as a foreign key it is more, and is found as one.
        names.UnionWith(NameWords.IdNames(TenantWord).Skip(1));
        if (root is null)
        {
            return names.ToImmutable();
        }

        var words = NameWords.Of(root.Name);
        var thing = words.IsEmpty ? TenantWord : NameWords.Singular(words[^1]);
        var things = Synonyms.Contains(thing) ? Synonyms : [thing];
        names.UnionWith(things.SelectMany(NameWords.IdNames).Except(things));
        names.UnionWith(NameWords.IdNames(string.Concat(words[..^1]) + thing).Skip(1));
        names.UnionWith(
            tables
                .Where(table => table.Oid != root.Oid)
                .SelectMany(table =>
                    table
                        .ForeignKeys.Where(one => one.ReferencedTable == root.Oid)
                        .Where(one => one.Columns.Length == 1)
                        .Select(one => table.FindColumn(one.Columns[0])?.Name)
                )
                .OfType<string>()
                .Where(name => !NameWords.IsModified(name))
                .Select(NameWords.Joined)
                .CountBy(name => name, StringComparer.Ordinal)
                .Where(pair => pair.Value > 1)
                .Select(pair => pair.Key)
        );
        return names.ToImmutable();
    }

    /// <summary>Two tables at least, and all alike: one alone may mean anything.</summary>
    private string? UsualFamily(ImmutableArray<Table> tables)
    {
        var families = tables
            .SelectMany(table => table.Columns)
            .Where(column => _names.Contains(NameWords.Joined(column.Name)))
            .Select(IdType.Family)
            .ToList();
        return _root is null && families.Count > 1 && families.Distinct(StringComparer.Ordinal).Count() == 1
            ? families[0]
            : null;
    }
}
