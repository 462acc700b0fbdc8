using System.Runtime.CompilerServices;
using Ringfence.Catalog;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <summary>What judging any table of a snapshot looks up, made once for all of them: there may be ten thousand.</summary>
internal sealed class JudgedCatalog
{
    private static readonly ConditionalWeakTable<Snapshot, JudgedCatalog> Known = [];

    private readonly ILookup<uint, Table> _heirs;

    private JudgedCatalog(Snapshot snapshot)
    {
        Bodies = FunctionBodies.Of(snapshot);
        _heirs = snapshot
            .Tables.SelectMany(table => table.Parents.Select(parent => (parent, table)))
            .ToLookup(pair => pair.parent, pair => pair.table);
    }

    public FunctionBodies Bodies { get; }

    public static JudgedCatalog Of(Snapshot snapshot) => Known.GetValue(snapshot, static one => new(one));

    /// <summary>Its partitions, or the tables that inherit from it; one level down.</summary>
    public IEnumerable<Table> HeirsOf(Table table) => _heirs[table.Oid];
}
