using System.Collections.Frozen;
using System.Collections.Immutable;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog;

/// <summary>A snapshot with its references followed: whatever a rule asks for is one look away.</summary>
internal sealed class CatalogGraph
{
    private readonly FrozenDictionary<uint, Table> _tables;
    private readonly FrozenDictionary<(string Schema, string Name), Table> _tablesByName;
    private readonly FrozenDictionary<uint, Function> _functions;
    private readonly FrozenDictionary<uint, Operator> _operators;
    private readonly ILookup<uint, Table> _children;
    private readonly ILookup<uint, (Table Table, Constraint Key)> _references;
    private readonly ILookup<uint, Table> _views;

    public CatalogGraph(Snapshot snapshot)
    {
        Snapshot = snapshot;
        Roles = new(snapshot);
        _tables = snapshot.Tables.ToFrozenDictionary(table => table.Oid);
        _tablesByName = snapshot.Tables.ToFrozenDictionary(table => (table.Schema, table.Name));
        _functions = snapshot.Functions.ToFrozenDictionary(function => function.Oid);
        _operators = snapshot.Operators.ToFrozenDictionary(one => one.Oid);
        _children = snapshot
            .Tables.SelectMany(table => table.Parents.Select(parent => (parent, table)))
            .ToLookup(pair => pair.parent, pair => pair.table);
        _references = snapshot
            .Tables.SelectMany(table => table.Constraints.Select(key => (Table: table, Key: key)))
            .Where(pair => pair.Key.Kind == ConstraintKind.ForeignKey)
            .ToLookup(pair => pair.Key.ReferencedTable!.Value);
        _views = snapshot
            .Tables.SelectMany(table =>
                table
                    .Uses.Where(use => use.Kind == UsedKind.Relation)
                    .Select(use => use.Oid)
                    .Distinct()
                    .Select(used => (used, table))
            )
            .ToLookup(pair => pair.used, pair => pair.table);
    }

    public Snapshot Snapshot { get; }

    public RoleGraph Roles { get; }

    public Table? FindTable(uint oid) => _tables.GetValueOrDefault(oid);

    public Table? FindTable(string schema, string name) => _tablesByName.GetValueOrDefault((schema, name));

    public Function? FindFunction(uint oid) => _functions.GetValueOrDefault(oid);

    public Operator? FindOperator(uint oid) => _operators.GetValueOrDefault(oid);

    /// <summary>Its partitions, or the tables that inherit from it; one level down.</summary>
    public IEnumerable<Table> ChildrenOf(Table table) => _children[table.Oid];

    /// <summary>The tables it is a partition of, or inherits from; one level up.</summary>
    public IEnumerable<Table> ParentsOf(Table table) => table.Parents.Select(FindTable).OfType<Table>();

    /// <summary>The foreign keys that lead to it, and whose they are.</summary>
    public IEnumerable<(Table Table, Constraint Key)> ReferencesTo(Table table) => _references[table.Oid];

    /// <summary>The views whose queries use it, one level up.</summary>
    public IEnumerable<Table> ViewsOver(Table table) => _views[table.Oid];

    /// <summary>The relations that a view's query uses, through other views as well, without the views themselves.</summary>
    public ImmutableArray<Table> TablesUnder(Table view)
    {
        var seen = new HashSet<uint> { view.Oid };
        var found = ImmutableArray.CreateBuilder<Table>();
        var waiting = new Queue<Table>([view]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var use in next.Uses.Where(use => use.Kind == UsedKind.Relation && seen.Add(use.Oid)))
            {
                if (FindTable(use.Oid) is not { } used)
                {
                    continue;
                }

                if (used.Kind == TableKind.View || used.Kind == TableKind.MaterializedView)
                {
                    waiting.Enqueue(used);
                }
                else
                {
                    found.Add(used);
                }
            }
        }

        return found.ToImmutable();
    }
}
