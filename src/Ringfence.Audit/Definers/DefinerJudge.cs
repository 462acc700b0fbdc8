using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>Judges what a function reads past policies, by itself and by what it names.</summary>
internal sealed class DefinerJudge
{
    /// <summary>Functions that call functions; a chain that is longer is not followed.</summary>
    private const int MaxCalls = 8;

    private readonly AuditSubject _subject;
    private readonly Lazy<CallerKeys> _keys;
    private readonly Detours _detours;

    /// <summary>What is so however deep the function is called.</summary>
    private readonly Dictionary<(uint Function, uint RunsAs), DefinerRead?> _whole = [];

    /// <summary>What is known of functions below which a chain was cut, which is less the deeper they are called.</summary>
    private readonly Dictionary<(uint Function, uint RunsAs, int Calls), DefinerRead?> _cut = [];

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
        if (_whole.TryGetValue((function.Oid, function.Owner), out var known))
        {
            return known;
        }

        var key = (function.Oid, function.Owner, calls);
        if (calls > MaxCalls || _cut.TryGetValue(key, out known))
        {
            _isCut = true;
            return known;
        }

        var wasCut = _isCut;
        _isCut = false;
        var read = Read(function, calls);
        if (_isCut)
        {
            _cut[key] = read;
        }
        else
        {
            _whole[(function.Oid, function.Owner)] = read;
        }

        _isCut |= wasCut;
        return read;
    }

    private DefinerRead? Read(Function function, int calls)
    {
        var touched = _subject.TouchedPastPolicies(function).ToList();
        var detours = _detours.Of(function, calls);
        if (touched.Count == 0 && detours.IsEmpty)
        {
            return null;
        }

        var query = Query(JudgedCatalog.Of(_subject.Snapshot).Bodies, function);
        if (query is not null)
        {
            // It is one select, whatever its words say.
            touched.RemoveAll(one =>
                _subject.Owners.Of(function.Owner, one.Table, PolicyCommand.Select) == Verdict.Implies
            );
        }

        var words = new BodyWords(_keys.Value, function);
        touched.RemoveAll(one => !words.IsNamed(one.Table) && !words.IsSaid(one.Table));
        if (touched.Count == 0 && detours.IsEmpty)
        {
            return null;
        }

        var read = Read(function, query, touched.ConvertAll(static one => one.Table), detours);
        if (
            read is not { Check: CallerCheck.Missing, Through: null }
            || touched.Find(one => one.Table == read.Table) is not { } table
            || Doubt(table, words) is not { } doubt
        )
        {
            return read;
        }

        // What is certain of the rest goes before what may be.
        var rest = touched.FindAll(one => Doubt(one, words) is null).ConvertAll(static one => one.Table);
        return
            (rest.Count > 0 || !detours.IsEmpty)
            && Read(function, query, rest, detours) is { Check: CallerCheck.Missing } certain
            ? certain
            : read with
            {
                Check = CallerCheck.Unclear,
                Why = doubt,
            };
    }

    private DefinerRead Read(Function function, Query? query, List<TenantTable> tables, ImmutableArray<Detour> detours)
    {
        if (query is null)
        {
            return new BodyWords(_keys.Value, function).Judge(tables, detours, Unread(function));
        }

        var check = new QueryCheck(_subject, _keys.Value, function, detours);
        check.Read(query);
        return check.Ignored is { } ignored ? new(function, ignored, CallerCheck.Missing) { Through = check.Through }
            : !query.DescendantsAndSelf().OfType<Expression>().Any(_keys.Value.Uses)
                ? Unasked(function, tables, detours)
            : Of(function, tables, detours, check.Why);
    }

    /// <summary>Why it is not certain that a table is read past its policies; null where it is.</summary>
    private static string? Doubt(TouchedTable touched, BodyWords words) =>
        touched.Kept == Verdict.Undecided ? $"whether the policies of {touched.Table.Name} keep its owner to a tenant"
        : !words.IsNamed(touched.Table) ? $"what becomes of a text that names {touched.Table.Name}"
        : null;

    /// <summary>What is read by a body in which nothing asks who calls.</summary>
    public static DefinerRead Unasked(Function function, List<TenantTable> tables, ImmutableArray<Detour> detours) =>
        tables is [var first, ..] ? new(function, first, CallerCheck.Missing)
        : detours.FirstOrDefault(static one => one.Check == CallerCheck.Missing) is { } open
            ? new(function, open.Table, CallerCheck.Missing) { Through = open.ToString() }
        : Of(function, tables, detours, detours[0].Why);

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

    /// <summary>Why the body is no query here although it may be one; null where that is not known.</summary>
    private static string? Unread(Function function) =>
        function.SqlBody is null && function.Setting("search_path") is null
            ? "which tables a body without a search_path of its own means"
        : function.Settings.Any(static setting => FunctionBodies.ChangesMeaning(setting.Split('=')[0]))
            ? "what a body means whose function sets more than its search_path"
        : null;

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
