using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>Collects the facets of one expression.</summary>
internal sealed class FacetReader(RowShape row, FunctionBodies bodies, BoundTenant bound)
{
    private static readonly string[] Patterns = ["~~", "~~*", "~", "~*", "^@", "<", ">", "<=", ">="];

    public PredicateFacets Read(PredicatePart part)
    {
        if (!part.Parsed.IsParsed)
        {
            return Empty;
        }

        var tree = part.Parsed.Tree;
        var nodes = Below(tree, hoisted: false, inQuery: false).ToList();
        var keys = new KeyReader(bodies, bound);
        var memberships = nodes
            .Select(static n => n.Node)
            .OfType<Query>()
            .Where(static q => KeyReader.Target(q) is null)
            .Select(q => MembershipReader.Read(q, row, keys))
            .ToImmutableArray();
        var uses = new UseReader(bodies);
        return new()
        {
            IsParsed = true,
            MentionsTenantColumn = nodes.Exists(n => IsOwnTenant(n.Node, n.InQuery)),
            IsOrShaped = IsOr(tree),
            WrappedTenantColumn = Texts(nodes, n => IsWrapped(n.Node)),
            PatternCompares = Texts(nodes, n => IsPattern(n.Node)),
            NullTolerances = Texts(nodes, n => IsNullTolerant(n.Node)),
            LiteralTenants = [.. nodes.SelectMany(n => Literals(n.Node)).Distinct()],
            RoleValues =
            [
                .. nodes
                    .Select(static n => n.Node)
                    .OfType<Expression.SqlValue>()
                    .Select(static v => v.Name)
                    .Where(static n => n.EndsWith("_user", StringComparison.Ordinal) || n is "user" or "current_role")
                    .Distinct(),
            ],
            Settings = Settings(nodes.SelectMany(n => uses.Settings(n.Node, n.Hoisted))),
            Functions = [.. nodes.SelectMany(n => uses.Functions(n.Node, n.Hoisted)).Distinct()],
            Memberships = memberships,
            Tables = [.. memberships.SelectMany(static m => m.Tables).Distinct()],
            Columns = Columns(nodes),
            ReadsOwnTable = nodes.Exists(n => n.Node is FromItem.Table table && IsOwn(table.Name)),
        };
    }

    private static PredicateFacets Empty =>
        new()
        {
            IsParsed = false,
            MentionsTenantColumn = false,
            IsOrShaped = false,
            WrappedTenantColumn = [],
            PatternCompares = [],
            NullTolerances = [],
            LiteralTenants = [],
            RoleValues = [],
            Settings = [],
            Functions = [],
            Memberships = [],
            Tables = [],
            Columns = [],
            ReadsOwnTable = false,
        };

    /// <summary>All nodes, and whether they run once a statement: within an uncorrelated sub-select.</summary>
    private static IEnumerable<(Syntax Node, bool Hoisted, bool InQuery)> Below(Syntax node, bool hoisted, bool inQuery)
    {
        if (node is Query query)
        {
            (hoisted, inQuery) = (hoisted || !QueryReach.IsCorrelated(query), true);
        }

        return node.Children.SelectMany(child => Below(child, hoisted, inQuery)).Prepend((node, hoisted, inQuery));
    }

    private static ImmutableArray<string> Texts(
        List<(Syntax Node, bool Hoisted, bool InQuery)> nodes,
        Func<(Syntax Node, bool Hoisted, bool InQuery), bool> belongs
    ) => [.. nodes.Where(belongs).Select(static n => n.Node.ToString()).Distinct()];

    /// <summary>A cast setting is found twice, as itself and under the cast.</summary>
    private static ImmutableArray<SettingRead> Settings(IEnumerable<SettingRead> reads) =>
        [
            .. reads
                .GroupBy(static r => r with { ChokesOnEmpty = false })
                .Select(static g => g.Key with { ChokesOnEmpty = g.Any(static r => r.ChokesOnEmpty) }),
        ];

    private ImmutableArray<string> Columns(List<(Syntax Node, bool Hoisted, bool InQuery)> nodes) =>
        [
            .. nodes
                .Where(n => n.Node is Expression.Column c && (n.InQuery ? row.IsOwnQualified(c) : row.IsOwn(c)))
                .Select(static n => ((Expression.Column)n.Node).Name)
                .Distinct(),
        ];

    private bool IsOwnTenant(Syntax node, bool inQuery) =>
        node is Expression.Column column
        && row.IsTenantColumn(column)
        && (!inQuery || row.IsOwnQualified(column) || column.Path.Count == 1);

    private bool IsOwn(DottedName name) => name.Last == row.Table && (name.Schema is null || name.Schema == row.Schema);

    private static bool IsOr(Expression expression) =>
        expression switch
        {
            Expression.Or => true,
            Expression.And and => and.Operands.Any(IsOr),
            Expression.Not not => IsOr(not.Operand),
            Expression.Case => true,
            _ => false,
        };

    private bool IsWrapped(Syntax node) =>
        node switch
        {
            Expression.Cast cast => row.IsTenantColumn(cast.Operand) && row.IsIndexLost(cast),
            Expression.Call call => call.Arguments.Any(a => IsTenant(a.Value)),
            Expression.Choice choice => choice.Arguments.Any(IsTenant),
            Expression.Form form => form.Parts.Any(p => p is FormPart.Value v && IsTenant(v.Expression)),
            Expression.Collate collate => IsTenant(collate.Operand),
            Expression.Operation { Left: { } left } operation => operation.Operator.Symbol == "||"
                && (IsTenant(left) || IsTenant(operation.Right)),
            _ => false,
        };

    private bool IsTenant(Expression expression) =>
        row.IsTenantColumn(expression) || (expression is Expression.Cast cast && row.IsTenantColumn(cast.Operand));

    private bool IsPattern(Syntax node) =>
        node switch
        {
            Expression.Like like => IsTenant(like.Operand),
            Expression.Between between => IsTenant(between.Operand),
            Expression.Operation { Left: { } left } operation => Patterns.Contains(operation.Operator.Symbol)
                && (IsTenant(left) || IsTenant(operation.Right)),
            _ => false,
        };

    private bool IsNullTolerant(Syntax node) =>
        node switch
        {
            Expression.Test { Kind: TestKind.Null, Negated: false } test => IsTenant(test.Operand),
            Expression.Distinct { Negated: true } same => IsTenant(same.Left) || IsTenant(same.Right),
            Expression.Choice { Name: "coalesce" } choice => choice.Arguments.Any(IsTenant),
            _ => false,
        };

    private IEnumerable<string> Literals(Syntax node) =>
        (
            node switch
            {
                Expression.Operation { Left: { } left } operation when BuiltIn.IsEquality(operation) => IsTenant(left)
                    ? [BuiltIn.TextOf(operation.Right)]
                : IsTenant(operation.Right) ? [BuiltIn.TextOf(left)]
                : Array.Empty<string?>(),
                Expression.InList list when IsTenant(list.Operand) => list.Items.Select(BuiltIn.TextOf),
                Expression.Quantified { Array: Expression.ArrayOf array } any when IsTenant(any.Left) =>
                    array.Items.Select(BuiltIn.TextOf),
                _ => [],
            }
        ).OfType<string>();
}
