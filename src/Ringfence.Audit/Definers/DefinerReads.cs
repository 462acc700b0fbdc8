using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>Definer functions that services may call and that read past policies, and whether they ask who calls.</summary>
internal static class DefinerReads
{
    public static IEnumerable<DefinerRead> Find(AuditSubject subject)
    {
        var keys = new Lazy<CallerKeys>(() => new(subject));
        return from function in subject.Snapshot.Functions
            where function is { IsDefiner: true, IsTrigger: false, IsSystem: false } && subject.Executes(function)
            let touched = subject.TouchedPastPolicies(function).ToList()
            where touched.Count > 0
            let read = Judge(subject, keys.Value, function, touched)
            where read is not null
            select read;
    }

    private static DefinerRead? Judge(
        AuditSubject subject,
        CallerKeys keys,
        Function function,
        List<TouchedTable> touched
    )
    {
        var query = Query(JudgedCatalog.Of(subject.Snapshot).Bodies, function);
        if (query is not null)
        {
            // It is one select, whatever its words say.
            touched.RemoveAll(one =>
                subject.Owners.Of(function.Owner, one.Table, PolicyCommand.Select) == Verdict.Implies
            );
        }

        var words = new BodyWords(keys, function);
        touched.RemoveAll(one => !words.IsNamed(one.Table) && !words.IsSaid(one.Table));
        if (touched.Count == 0)
        {
            return null;
        }

        var tables = touched.ConvertAll(static one => one.Table);
        var read = query is null
            ? words.Judge(tables, Unread(function))
            : Judge(new QueryCheck(subject, keys, function), query, keys, tables[0]);
        var doubt =
            read.Check != CallerCheck.Missing ? null
            : touched.Find(one => one.Table == read.Table)?.Kept == Verdict.Undecided
                ? $"whether the policies of {read.Table.Name} keep its owner to a tenant"
            : !words.IsNamed(read.Table) ? $"what becomes of a text that names {read.Table.Name}"
            : null;
        return doubt is null ? read : read with { Check = CallerCheck.Unclear, Why = doubt };
    }

    private static DefinerRead Judge(QueryCheck check, Query query, CallerKeys keys, TenantTable first)
    {
        check.Read(query);
        // A view, or a function that it calls, may read the tables that it names besides.
        return check.Ignored is { } ignored ? new(check.Function, ignored, CallerCheck.Missing)
            : !query.DescendantsAndSelf().OfType<Expression>().Any(keys.Uses)
                ? new(check.Function, first, CallerCheck.Missing)
            : check.Why is { } why ? new(check.Function, first, CallerCheck.Unclear, why)
            : new(check.Function, first, CallerCheck.Asks);
    }

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
