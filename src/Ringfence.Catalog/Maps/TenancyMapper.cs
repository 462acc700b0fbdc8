using System.Collections.Immutable;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>Draws the map of one database, from what is sure to what is likely; what is neither stays unclassified.</summary>
internal sealed class TenancyMapper
{
    private const string OwnSchema = "ringfence";

    private readonly CatalogGraph _graph;
    private readonly Manifest _manifest;
    private readonly ImmutableArray<Table> _tables;
    private readonly ImmutableArray<Table> _heads;
    private readonly ImmutableHashSet<uint> _known;
    private readonly Dictionary<uint, MappedTable> _classified = [];
    private readonly Dictionary<uint, string> _doubts = [];
    private readonly ImmutableArray<string>.Builder _stale = ImmutableArray.CreateBuilder<string>();

    public TenancyMapper(CatalogGraph graph, Manifest manifest)
    {
        _graph = graph;
        _manifest = manifest;
        var relations = graph.Snapshot.Tables.Where(table => table.Extension is null && table.Schema != OwnSchema);
        _tables = [.. relations.Where(table => table.Kind is TableKind.Ordinary or TableKind.Partitioned)];
        _known = [.. _tables.Select(table => table.Oid)];
        _heads = [.. _tables.Where(table => !table.Parents.Any(_known.Contains))];
    }

    public TenancyMap Map()
    {
        var candidates = new RootFinder(_graph, _heads).Candidates();
        var isNamed = _manifest.Root is not null;
        var name = _manifest.Root ?? RootFinder.Proposed(candidates)?.Name;
        var root = name is null ? null : Root(name);
        var id = root is null ? null : RootId(root, name!);
        ClassifyRoot(root, id, isNamed);
        ClassifyDeclared();
        var family = ClassifyByColumns(root, id);
        ClassifyByPaths();
        DoubtDeclared(root, id);
        ClassifyShared();
        ClassifyRest(root);
        foreach (var head in _heads)
        {
            FollowParent(head);
        }

        return new()
        {
            Root = name,
            IsRootNamed = isNamed,
            Candidates = candidates,
            TenantIdType = _manifest.TenantIdType ?? (id is null ? family : IdType.Find(id)),
            Tables =
            [
                .. _classified
                    .Values.OrderBy(table => table.Name.Schema, StringComparer.Ordinal)
                    .ThenBy(table => table.Name.Name, StringComparer.Ordinal),
            ],
            Apart = Apart(),
            Stale = Stale(),
        };
    }

    private static TableName Name(Table table) => new(table.Schema, table.Name);

    private Table Root(TableName name) =>
        _graph.FindTable(name.Schema, name.Name) switch
        {
            null => throw new TenantRootMissingException(
                name,
                "there is no such table. Write its schema and exact name."
            ),
            var table when !_known.Contains(table.Oid) => throw new TenantRootMissingException(
                name,
                "it is no table of this database's own. Name the table that its rows are stored in."
            ),
            var table when table.Parents.Any(_known.Contains) => throw new TenantRootMissingException(
                name,
                "it is a part of another table. Name that one."
            ),
            var table => table,
        };

    private Column? RootId(Table root, TableName name)
    {
        if (_manifest.RootColumn is { } said)
        {
            return root.FindColumn(said)
                ?? throw new TenantRootMissingException(name, "it has no such column as the manifest names.");
        }

        var key = root.Constraints.FirstOrDefault(one => one.Kind == ConstraintKind.PrimaryKey);
        return key is { Columns: [var only] }
            ? root.FindColumn(only)
            : throw new TenantRootMissingException(
                name,
                "its primary key is not one column. Name the column of tenant ids in the manifest, as tenant.column."
            );
    }

    private void ClassifyRoot(Table? root, Column? id, bool isNamed)
    {
        if (root is not null)
        {
            _classified[root.Oid] = Mapped(
                root,
                TableClass.Root,
                isNamed ? "named as the tenant root" : "proposed as the tenant root"
            ) with
            {
                Column = id?.Name,
                IsDeclared = isNamed,
            };
        }
    }

    private void ClassifyDeclared()
    {
        foreach (var entry in _manifest.Tables.Values.Where(entry => entry.Class != TableClass.Unclassified))
        {
            if (_graph.FindTable(entry.Name.Schema, entry.Name.Name) is not { } table || !_known.Contains(table.Oid))
            {
                continue; // Told of by Stale.
            }

            if (DeclaredTables.Fault(table, entry, _graph) is { } fault)
            {
                _doubts[table.Oid] = fault;
                continue;
            }

            _classified.TryAdd(
                table.Oid,
                Mapped(table, entry.Class, entry.Why ?? "declared in the manifest") with
                {
                    Column = entry.Column,
                    Paths = DeclaredTables.Path(table, entry, _graph),
                    IsDeclared = true,
                }
            );
        }
    }

    private TenantIdType? ClassifyByColumns(Table? root, Column? id)
    {
        var finder = new TenantColumnFinder(root, id, _heads);
        var columns = _classified
            .Values.Where(table => table is { Class: TableClass.Tenant, Column: not null })
            .ToDictionary(table => table.Oid, table => table.Column!);
        if (root is null && finder.FamilyWithoutRoot is null && columns.Count == 0)
        {
            return null;
        }

        int before;
        do
        {
            before = columns.Count;
            foreach (var table in Open())
            {
                var choice = finder.Find(table, columns, _graph);
                if (choice.Column is { } column)
                {
                    columns[table.Oid] = column;
                    var number = table.FindColumn(column)!.Number;
                    _classified[table.Oid] = Mapped(
                        table,
                        TableClass.Tenant,
                        choice.Reason + table.Unvalidated([number])
                    ) with
                    {
                        Column = column,
                    };
                }
                else if (choice.IsInDoubt)
                {
                    _doubts[table.Oid] = choice.Reason;
                }
            }
        } while (columns.Count > before);

        return _heads
            .Where(table => columns.ContainsKey(table.Oid))
            .Select(table => table.FindColumn(columns[table.Oid]))
            .OfType<Column>()
            .Select(IdType.Find)
            .FirstOrDefault();
    }

    private void ClassifyByPaths()
    {
        var declared = _tables.Where(IsReachedByNothing);
        var paths = new KeyPaths(_graph, _classified).Find([.. Open(), .. declared.ToList()]);
        foreach (var table in _tables.Where(table => paths.ContainsKey(table.Oid)))
        {
            var found = paths[table.Oid];
            if (_classified.TryGetValue(table.Oid, out var known))
            {
                _classified[table.Oid] = known with { Paths = found };
            }
            else if (found[0].MayBeNull)
            {
                _doubts[table.Oid] = $"only a key that may be null leads to a tenant table, {found[0].Target}";
            }
            else
            {
                var others = found.Length == 1 ? "" : $"; {found.Length - 1} other ways are there";
                _classified[table.Oid] = Mapped(
                    table,
                    TableClass.Reached,
                    $"foreign keys lead to {found[0].Target}{others}{Unvalidated(found[0])}"
                ) with
                {
                    Paths = found,
                };
            }
        }

        foreach (var table in _tables.Where(IsReachedByNothing))
        {
            _classified.Remove(table.Oid);
            _doubts[table.Oid] = "the manifest says that it is reached, and no foreign key leads to a tenant table";
        }
    }

    private bool IsReachedByNothing(Table table) =>
        _classified.TryGetValue(table.Oid, out var known)
        && known is { Class: TableClass.Reached, Paths.IsEmpty: true };

    private static string Unvalidated(KeyPath path) =>
        path.Unvalidated.Any()
            ? $"; rows from before may break {string.Join(", ", path.Unvalidated)}, which is not validated"
            : "";

    /// <summary>
    /// What the manifest says is believed unless the catalog speaks against it: then it has to say why, for a tenant column may
    /// have come to a table since. A way that ends at no tenant table is none, whatever is said.
    /// </summary>
    private void DoubtDeclared(Table? root, Column? id)
    {
        var declared = new DeclaredTables(_graph, _manifest, _classified, new(root, id, _heads));
        var doubts = _tables.Select(table => (table.Oid, Reason: declared.Doubt(table))).ToList();
        // All are looked at before one is taken back, so that their order does not matter.
        foreach (var (table, reason) in doubts.Where(pair => pair.Reason is not null))
        {
            _classified.Remove(table);
            _doubts[table] = reason!;
        }
    }

    private void ClassifyShared()
    {
        var shared = new SharedTables(_graph);
        bool isNew;
        do
        {
            isNew = false;
            foreach (var table in Open())
            {
                if (shared.Reason(table, IsShared) is { } reason)
                {
                    _classified[table.Oid] = Mapped(table, TableClass.Shared, reason);
                    isNew = true;
                }
            }
        } while (isNew);
    }

    private bool IsShared(uint oid) => _classified.TryGetValue(oid, out var table) && table.Class == TableClass.Shared;

    private void ClassifyRest(Table? root)
    {
        foreach (var table in _heads.Where(table => !_classified.ContainsKey(table.Oid)))
        {
            var reason =
                _doubts.GetValueOrDefault(table.Oid)
                ?? (root is null ? "no tenant root is known" : "no column and no foreign key leads to the root");
            _classified[table.Oid] = Mapped(table, TableClass.Unclassified, reason);
        }
    }

    /// <summary>What belongs to a table is what it is; with two parents of two minds it is unclassified.</summary>
    private void FollowParent(Table parent)
    {
        var known = _classified[parent.Oid];
        foreach (var child in _graph.ChildrenOf(parent).Where(child => _known.Contains(child.Oid)))
        {
            var isSettled = _classified.TryGetValue(child.Oid, out var before);
            if (isSettled && (before!.IsDeclared || before.Class == TableClass.Unclassified))
            {
                FollowParent(child);
                continue;
            }

            var agrees = !isSettled || before!.Class == known.Class && before.Column == known.Column;
            var doubt =
                _doubts.GetValueOrDefault(child.Oid) ?? (agrees ? null : "its parents are of different classes");
            _classified[child.Oid] = Mapped(
                child,
                doubt is null ? known.Class : TableClass.Unclassified,
                doubt ?? $"a part of {known.Name}"
            ) with
            {
                Column = doubt is null ? known.Column : null,
                Paths = doubt is null ? known.Paths : [],
                Parent = known.Name,
            };
            FollowParent(child);
        }
    }

    /// <summary>The tables that nothing was found out about yet, and nothing speaks against.</summary>
    private List<Table> Open() =>
        [.. _heads.Where(table => !_classified.ContainsKey(table.Oid) && !_doubts.ContainsKey(table.Oid))];

    private ImmutableArray<ApartRelation> Apart() =>
        [
            .. _graph
                .Snapshot.Tables.Where(table => table.Extension is null && table.Schema != OwnSchema)
                .Where(table => !_known.Contains(table.Oid))
                .OrderBy(table => table.Schema, StringComparer.Ordinal)
                .ThenBy(table => table.Name, StringComparer.Ordinal)
                .Select(table => new ApartRelation
                {
                    Name = Name(table),
                    Kind = table.Kind,
                    Over = [.. _graph.TablesUnder(table).Select(Name)],
                }),
        ];

    private ImmutableArray<string> Stale()
    {
        var gone = _manifest
            .Tables.Keys.Where(name =>
                _graph.FindTable(name.Schema, name.Name) is not { } table || !_known.Contains(table.Oid)
            )
            .Select(name => $"{name} is in the manifest and is no table of this database");
        _stale.AddRange(gone.Order(StringComparer.Ordinal));
        return _stale.ToImmutable();
    }

    private static MappedTable Mapped(Table table, TableClass value, string reason) =>
        new()
        {
            Oid = table.Oid,
            Name = Name(table),
            Class = value,
            Reasons = [reason],
        };
}
