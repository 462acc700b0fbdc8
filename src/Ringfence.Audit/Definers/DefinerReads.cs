using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>Definer functions that services may call and that read past policies, and whether they ask who calls.</summary>
internal static class DefinerReads
{
    public static IEnumerable<DefinerRead> Find(AuditSubject subject)
    {
        var keys = new Lazy<CallerKeys>(() => new(subject));
        return from function in subject.Snapshot.Functions
            where function is { IsDefiner: true, IsTrigger: false, IsSystem: false } && subject.Executes(function)
            let tables = subject.TouchedPastPolicies(function).ToList()
            where tables.Count > 0
            select Judge(subject, keys.Value, function, tables);
    }

    private static DefinerRead Judge(AuditSubject subject, CallerKeys keys, Function function, List<TenantTable> tables)
    {
        if (Query(JudgedCatalog.Of(subject.Snapshot).Bodies, function) is not { } query)
        {
            return new BodyWords(keys, function).Judge(tables);
        }

        var check = new QueryCheck(subject, keys, function);
        check.Read(query);
        // A view, or a function that it calls, may read the tables that it names besides.
        return check.Ignored is { } ignored ? new(function, ignored, CallerCheck.Missing)
            : !query.DescendantsAndSelf().OfType<Expression>().Any(keys.Asks)
                ? new(function, tables[0], CallerCheck.Missing)
            : check.Why is { } why ? new(function, tables[0], CallerCheck.Unclear, why)
            : new(function, tables[0], CallerCheck.Asks);
    }

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
