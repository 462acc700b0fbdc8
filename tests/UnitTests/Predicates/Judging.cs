using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace UnitTests.Predicates;

/// <summary>Policies and functions by their text alone.</summary>
internal static class Judging
{
    public static readonly RowShape Invoices = new("public", "invoice", "tenant_id", "uuid", IsNotNull: true);

    public static Judgement Judge(string predicate, RowShape? row = null, params Function[] functions) =>
        Judge([predicate], [], row, functions);

    public static Judgement Judge(
        string[] permissive,
        string[] restrictive,
        RowShape? row = null,
        params Function[] functions
    ) =>
        new PredicateJudge(row ?? Invoices, new FunctionBodies(functions, []), BoundTenant.Any).Judge(
            new EffectivePredicate([.. permissive.Select(Part)], [.. restrictive.Select(Part)])
        );

    public static PredicateFacets Facets(string predicate, params Function[] functions) =>
        new PredicateJudge(Invoices, new FunctionBodies(functions, []), BoundTenant.Any).Facets(Part(predicate));

    public static Function Function(
        string name,
        string source,
        string language = "sql",
        Volatility volatility = Volatility.Stable,
        string arguments = "",
        bool definer = false,
        params string[] settings
    ) =>
        new()
        {
            Oid = 1,
            Schema = name.Split('.')[0],
            Name = name.Split('.')[1],
            Kind = FunctionKind.Function,
            Arguments = arguments,
            ArgumentNames =
            [
                .. arguments
                    .Split(", ", StringSplitOptions.RemoveEmptyEntries)
                    .Select(static a => a.Contains(' ', StringComparison.Ordinal) ? a.Split(' ')[0] : ""),
            ],
            ReturnType = "uuid",
            ReturnsSet = false,
            IsTrigger = false,
            Owner = 10,
            Language = language,
            IsDefiner = definer,
            Volatility = volatility,
            Parallel = ParallelSafety.Safe,
            IsLeakproof = false,
            IsStrict = false,
            Settings = [.. settings],
            Source = source,
            IsSystem = false,
            Grants = [],
            Uses = [],
        };

    private static PredicatePart Part(string text) =>
        new(
            new Policy
            {
                Oid = 1,
                Name = "p",
                IsPermissive = true,
                Command = PolicyCommand.All,
                Roles = [0],
                Using = text,
                Uses = [],
            },
            text,
            SqlParser.Expression(text)
        );
}
