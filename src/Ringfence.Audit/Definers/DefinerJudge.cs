using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>Judges what a function reads past policies, by itself and by what it names.</summary>
internal sealed class DefinerJudge
{
    /// <summary>Functions that call functions; a chain that is longer is not followed.</summary>
    private const int MaxCalls = 8;

    private readonly AuditSubject _subject;
    private readonly Lazy<CallerKeys> _keys;
    private readonly Detours _detours;
    private readonly Dictionary<(uint Function, uint RunsAs), DefinerRead?> _judged = [];
    private readonly HashSet<(uint Function, uint RunsAs)> _judging = [];

    /// <summary>Whether a chain of calls was cut, so that what stands at its end is less than what there is.</summary>
    private bool _isCut;

    public DefinerJudge(AuditSubject subject)
    {
        _subject = subject;
        _keys = new(() => new(subject));
        _detours = new(subject, _keys, Judge);
    }

    /// <param name="function">The function; its owner is whom it runs as.</param>
    /// <param name="calls">How many calls deep it is.</param>
    /// <returns>Null where it reads no tenant table past its policies.</returns>
    public DefinerRead? Judge(Function function, int calls = 0)
    {
        var key = (function.Oid, function.Owner);
        if (_judged.TryGetValue(key, out var known))
        {
            return known;
        }

        if (calls > MaxCalls || !_judging.Add(key))
        {
            _isCut = true;
            return null;
        }

        _isCut &= calls > 0;
        var read = Read(function, calls);
        _judging.Remove(key);
        if (calls == 0 || !_isCut)
        {
            _judged[key] = read;
        }

        return read;
    }

    private DefinerRead? Read(Function function, int calls)
    {
        var tables = _subject.TouchedPastPolicies(function).ToList();
        var detours = _detours.Of(function, calls);
        if (tables.Count == 0 && detours.IsEmpty)
        {
            return null;
        }

        if (Query(JudgedCatalog.Of(_subject.Snapshot).Bodies, function) is not { } query)
        {
            return new BodyWords(_keys.Value, function).Judge(tables, detours);
        }

        var check = new QueryCheck(_subject, _keys.Value, function, detours);
        check.Read(query);
        return check.Ignored is { } ignored ? new(function, ignored, CallerCheck.Missing) { Through = check.Through }
            : !query.DescendantsAndSelf().OfType<Expression>().Any(_keys.Value.Asks)
                ? Unasked(function, tables, detours)
            : Of(function, tables, detours, check.Why);
    }

    /// <summary>What is read by a body in which nothing asks who calls.</summary>
    public static DefinerRead Unasked(Function function, List<TenantTable> tables, ImmutableArray<Detour> detours) =>
        tables is [var first, ..] ? new(function, first, CallerCheck.Missing)
        : detours.FirstOrDefault(static one => one.Check == CallerCheck.Missing) is { } open
            ? new(function, open.Table, CallerCheck.Missing) { Through = open.ToString() }
        : Of(function, tables, detours, $"what {detours[0]} makes of the answer");

    /// <param name="function">The function.</param>
    /// <param name="tables">What it names itself.</param>
    /// <param name="detours">What else it names; empty where there are tables.</param>
    /// <param name="why">What is not understood; null where all is.</param>
    public static DefinerRead Of(
        Function function,
        List<TenantTable> tables,
        ImmutableArray<Detour> detours,
        string? why
    ) =>
        new(
            function,
            tables is [var first, ..] ? first : detours[0].Table,
            why is null ? CallerCheck.Asks : CallerCheck.Unclear,
            why
        )
        {
            Through = tables.Count == 0 ? detours[0].ToString() : null,
        };

    /// <summary>The one query that a body is; null where it is anything else, or means different things in different sessions.</summary>
    private static Query? Query(FunctionBodies bodies, Function function) =>
        function.SqlBody is null && function.Setting("search_path") is null ? null
        : bodies.Returns(function) is [var only] ? only
        : function is { Language: "plpgsql", Source: { } source }
        && !function.Settings.Any(static setting => FunctionBodies.ChangesMeaning(setting.Split('=')[0]))
        && PlpgsqlReturns.ReadQuery(source) is { } query
        && bodies.IsClear(query, source)
            ? query
        : null;
}
