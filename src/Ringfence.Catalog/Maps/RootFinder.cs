using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>Proposes the table of the tenants: by its name, by what refers to it, and by its keys.</summary>
internal sealed class RootFinder(CatalogGraph graph, ImmutableArray<Table> tables)
{
    private const int Enough = 60;
    private const int Margin = 10;
    private const int MostShown = 5;
    private const int DirectWeight = 25;
    private const int ReachWeight = 25;
    private const int NameOnlyWeight = 15;
    private const int PrefixLoss = 12;

    private static readonly ImmutableDictionary<string, int> Weights = new Dictionary<string, int>(
        StringComparer.Ordinal
    )
    {
        ["tenant"] = 48,
        ["organization"] = 42,
        ["organisation"] = 42,
        ["org"] = 42,
        ["workspace"] = 38,
        ["account"] = 36,
        ["company"] = 36,
        ["customer"] = 28,
        ["client"] = 26,
        ["merchant"] = 26,
        ["team"] = 22,
        ["business"] = 22,
        ["practice"] = 18,
        ["school"] = 18,
        ["store"] = 16,
        ["shop"] = 16,
        ["site"] = 16,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly string[] UniqueNames = ["slug", "subdomain", "domain", "name", "code", "handle", "host"];

    private readonly ImmutableHashSet<uint> _known = [.. tables.Select(table => table.Oid)];

    /// <summary>The best first; with how much more than the next the best has, the first may be taken.</summary>
    public ImmutableArray<RootCandidate> Candidates()
    {
        var columns = tables
            .SelectMany(table => table.Columns.Select(column => NameWords.Joined(column.Name)).Distinct())
            .CountBy(name => name, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return
        [
            .. tables
                .Select(table => Judge(table, columns))
                .OfType<RootCandidate>()
                .OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => candidate.Name.ToString(), StringComparer.Ordinal)
                .Take(MostShown),
        ];
    }

    /// <summary>The one that is surely enough the root; null where none is, or two are nearly as good.</summary>
    public static RootCandidate? Proposed(ImmutableArray<RootCandidate> candidates) =>
        candidates is [var first, ..]
        && first.Score >= Enough
        && (candidates.Length == 1 || first.Score - candidates[1].Score >= Margin)
            ? first
            : null;

    /// <summary>How much a name speaks for a table of tenants; 0 for not at all.</summary>
    public static int NameWeight(string name)
    {
        var words = NameWords.Of(name);
        return words.IsEmpty || !Weights.TryGetValue(NameWords.Singular(words[^1]), out var weight) ? 0
            : words.Length == 1 ? weight
            : weight - PrefixLoss;
    }

    private RootCandidate? Judge(Table table, Dictionary<string, int> columns)
    {
        var key = table.Constraints.FirstOrDefault(one => one.Kind == ConstraintKind.PrimaryKey);
        if (key is not { Columns: [var number] } || table.FindColumn(number) is not { } id || IdType.Find(id) is null)
        {
            return null;
        }

        var reasons = ImmutableArray.CreateBuilder<string>();
        var weight = NameWeight(table.Name);
        if (weight > 0)
        {
            reasons.Add("named as tables of tenants are");
        }

        var others = Math.Max(1, tables.Length - 1);
        var direct = Referrers(table).Count();
        var named = Named(table, columns);
        if (weight == 0 && direct * 10 < others || direct == 0 && named == 0)
        {
            return null;
        }

        // Not before: following the keys of each of ten thousand tables to their end takes minutes.
        var reached = Reached(table);
        Count(direct, "refer to it");
        Count(reached, "reach it by foreign keys");
        Count(named, "have a column named for it");
        reasons.Add($"one column as its primary key, of type {id.Type}");
        var score =
            weight
            + (Math.Min(DirectWeight, 2 * DirectWeight * direct / others))
            + (ReachWeight * reached / others)
            + Math.Min(NameOnlyWeight, 2 * NameOnlyWeight * named / others)
            + (HasUniqueName(table) ? 12 : 8);
        if (ParentByName(table) is { } parent)
        {
            reasons.Add($"but it belongs to {parent.Name} itself");
            score -= 20;
        }

        return new()
        {
            Name = new(table.Schema, table.Name),
            Score = Math.Clamp(weight == 0 ? score / 2 : score, 0, 100),
            Reasons = reasons.ToImmutable(),
        };

        void Count(int count, string what)
        {
            if (count > 0)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{count} of {others} other tables {what}"));
            }
        }
    }

    private IEnumerable<Table> Referrers(Table table) =>
        graph
            .ReferencesTo(table)
            .Where(pair => pair.Key.IsEnforced)
            .Select(pair => pair.Table)
            .Where(other => other.Oid != table.Oid && _known.Contains(other.Oid))
            .DistinctBy(other => other.Oid);

    private int Reached(Table table)
    {
        var seen = new HashSet<uint> { table.Oid };
        var waiting = new Queue<Table>([table]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var other in Referrers(next).Where(other => seen.Add(other.Oid)))
            {
                waiting.Enqueue(other);
            }
        }

        return seen.Count - 1;
    }

    private static int Named(Table table, Dictionary<string, int> columns)
    {
        var words = NameWords.Of(table.Name);
        return words.IsEmpty
            ? 0
            : NameWords
                .IdNames(NameWords.Singular(words[^1]))
                .Skip(1) // The bare word may be a text about it.
                .Append("tenantid")
                .Distinct(StringComparer.Ordinal)
                .Where(name => name != "tenantid" || NameWeight(table.Name) > 0)
                .Sum(name => columns.GetValueOrDefault(name));
    }

    private static bool HasUniqueName(Table table) =>
        table
            .Constraints.Where(one => one.Kind == ConstraintKind.Unique && one.Columns.Length == 1)
            .Select(one => table.FindColumn(one.Columns[0])?.Name)
            .Any(name => UniqueNames.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Another table named as one of tenants, that each row of this one belongs to.</summary>
    private Table? ParentByName(Table table) =>
        table
            .Constraints.Where(one => one.Kind == ConstraintKind.ForeignKey && one.ReferencedTable != table.Oid)
            .Where(one => one.Columns.All(number => table.FindColumn(number) is { IsNotNull: true }))
            .Select(one => graph.FindTable(one.ReferencedTable!.Value))
            .OfType<Table>()
            .FirstOrDefault(parent => NameWeight(parent.Name) > 0);
}
