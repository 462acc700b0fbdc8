using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>
/// Which tables of a select show no rows but the caller's: by a condition that all rows must meet. An or is none, nor is the
/// condition of an outer join on the side that it keeps.
/// </summary>
internal sealed class CallerFilter
{
    private readonly AuditSubject _subject;
    private readonly Caller _caller;
    private readonly Dictionary<string, Table?> _tables = new(StringComparer.Ordinal);
    private readonly List<(Expression Condition, IReadOnlySet<string> Holds)> _conditions = [];
    private readonly HashSet<string> _led = new(StringComparer.Ordinal);

    /// <param name="subject">Where the tables are.</param>
    /// <param name="caller">What says who calls.</param>
    /// <param name="select">The select.</param>
    public CallerFilter(AuditSubject subject, Caller caller, QueryBody.Select select)
    {
        _subject = subject;
        _caller = caller;
        var all = select.From.SelectMany(Read).ToHashSet(StringComparer.Ordinal);
        Add(select.Where, all);
        while (_conditions.Any(one => Lead(one.Condition, one.Holds)))
        {
            // A table that is led now may lead the next.
        }
    }

    /// <summary>Whether each of its rows is the caller's.</summary>
    public bool Binds(FromItem.Table item) => _led.Contains(CalledBy(item));

    /// <summary>Whether the column is one of a row that the caller leads to, and that services did not plant.</summary>
    public bool Leads(Expression.Column column) =>
        Owner(column) is ({ } name, { } table) && _led.Contains(name) && _caller.IsTrusted(table, column.Name);

    /// <summary>Whether a column may be one of the select's own tables.</summary>
    public bool Owns(Expression expression) =>
        expression is Expression.Column column
        && (Owner(column).Name is not null || Caller.Hides(column, _tables.Values.OfType<Table>()));

    private static string CalledBy(FromItem.Table item) => item.Alias?.Name ?? item.Name.Last;

    /// <summary>What the tables within are called. Of whatever else rows are taken from, nothing is known.</summary>
    private HashSet<string> Read(FromItem item)
    {
        switch (item)
        {
            case FromItem.Table { Alias: null or { Columns.Count: 0 } } table:
                _tables[CalledBy(table)] = Find(table);
                return [CalledBy(table)];
            case FromItem.Join { Alias: null, Natural: false } joined:
                var (left, right) = (Read(joined.Left), Read(joined.Right));
                HashSet<string> both = [.. left, .. right];
                IReadOnlySet<string> holds = joined.Kind switch
                {
                    "left" => right,
                    "right" => left,
                    "full" => new HashSet<string>(),
                    _ => both,
                };
                Add(joined.On, holds);
                return both;
            default:
                return [];
        }
    }

    private Table? Find(FromItem.Table item) =>
        item.Name.Schema is { } schema ? _subject.Graph.FindTable(schema, item.Name.Last)
        : _subject.Snapshot.Tables.Where(table => table.Name == item.Name.Last).Take(2).ToList() is [var only] ? only
        : null;

    private void Add(Expression? condition, IReadOnlySet<string> holds)
    {
        switch (condition)
        {
            case null:
                break;
            case Expression.And and:
                foreach (var operand in and.Operands)
                {
                    Add(operand, holds);
                }

                break;
            default:
                _conditions.Add((condition, holds));
                break;
        }
    }

    /// <returns>Whether another table is led now.</returns>
    private bool Lead(Expression condition, IReadOnlySet<string> holds) =>
        condition switch
        {
            Expression.Operation { Left: { } left } equal when BuiltIn.IsEquality(equal) => LeadBy(
                left,
                equal.Right,
                holds
            ) || LeadBy(equal.Right, left, holds),
            Expression.Exists { Query: { With.Count: 0, Body: QueryBody.Select select } } => LeadWithin(select, holds),
            Expression.InQuery { Negated: false } query => LeadAmong(query.Operand, query.Query, holds),
            Expression.QuantifiedQuery { All: false } any when BuiltIn.IsOperator(any.Operator, "=") => LeadAmong(
                any.Left,
                any.Query,
                holds
            ),
            _ => false,
        };

    private bool LeadBy(Expression side, Expression other, IReadOnlySet<string> holds)
    {
        if (
            Plain(side) is not { } column
            || Owner(column) is not ({ } name, { } table)
            || !holds.Contains(name)
            || _led.Contains(name)
        )
        {
            return false;
        }

        var isHidden = Caller.Hides(other, _tables.Values.OfType<Table>());
        var isLed =
            (!isHidden && (_caller.Is(other) || (IsTenant(table, column) && _caller.IsAdmitted(other))))
            || (!isHidden && table.FindColumn(column.Name) is { } secret && _caller.IsSecret(table, secret, other))
            || (IsTenant(table, column) && other is Expression.Column tied && Leads(tied));
        return isLed && _led.Add(name);
    }

    /// <summary><c>tenant_id in (select … )</c>, of rows that the caller leads to.</summary>
    private bool LeadAmong(Expression side, Query query, IReadOnlySet<string> holds) =>
        Plain(side) is { } column
        && Owner(column) is ({ } name, { } table)
        && holds.Contains(name)
        && IsTenant(table, column)
        && query is { With.Count: 0, Body: QueryBody.Select { Targets: [{ Value: Expression.Column target }] } select }
        && new CallerFilter(_subject, _caller, select).Leads(target)
        && _led.Add(name);

    /// <summary><c>exists (select … where m.tenant_id = o.tenant_id and m.member = …)</c>.</summary>
    private bool LeadWithin(QueryBody.Select select, IReadOnlySet<string> holds)
    {
        var within = new CallerFilter(_subject, _caller, select);
        return within
            .Tied(select)
            .OfType<Expression.Column>()
            .Any(column =>
                within.Owner(column).Name is null
                && Owner(column) is ({ } name, { } table)
                && holds.Contains(name)
                && IsTenant(table, column)
                && _led.Add(name)
            );
    }

    /// <summary>
    /// What must equal a column of a row that the caller leads to, if the select is to have a row at all. One that counts, or
    /// keeps a side of a join, has one whatever its conditions are.
    /// </summary>
    public IEnumerable<Expression> Tied(QueryBody.Select select) =>
        select is { GroupBy.Count: 0, Having: null }
        && select.From.All(IsInner)
        && select.Targets.All(static target =>
            target.Value is Expression.Literal or Expression.Column or Expression.Star
        )
            ? _conditions
                .Select(static one => one.Condition)
                .OfType<Expression.Operation>()
                .Where(BuiltIn.IsEquality)
                .SelectMany(static equal => new[] { (equal.Left!, equal.Right), (equal.Right, equal.Left!) })
                .Where(pair => pair.Item1 is Expression.Column inner && Leads(inner))
                .Select(static pair => pair.Item2)
            : [];

    private static bool IsInner(FromItem item) =>
        item switch
        {
            FromItem.Table { Alias: null or { Columns.Count: 0 } } => true,
            FromItem.Join { Alias: null, Natural: false, Kind: "inner" or "cross" } join => IsInner(join.Left)
                && IsInner(join.Right),
            _ => false,
        };

    /// <summary>The column itself, or as text, by which no two are taken for one.</summary>
    private static Expression.Column? Plain(Expression expression) =>
        expression switch
        {
            Expression.Column column => column,
            Expression.Cast { Operand: Expression.Column column, Type: { Name.Last: "text", Dimensions: 0 } } => column,
            _ => null,
        };

    private bool IsTenant(Table table, Expression.Column column) =>
        _subject.Find(table.Oid)?.Column?.Name == column.Name;

    /// <summary>Whose column it is, among the tables of this select; nothing where that is not certain.</summary>
    private (string? Name, Table? Table) Owner(Expression.Column column)
    {
        if (column.Table is { } name)
        {
            return _tables.TryGetValue(name, out var table) && column.Path.Count == 2 ? (name, table) : default;
        }

        // One that is not known may have a column of that name as well.
        var having = _tables
            .Where(pair => pair.Value is null || pair.Value.FindColumn(column.Name) is not null)
            .Take(2)
            .ToList();
        return having is [{ Value: { } only } one] ? (one.Key, only) : default;
    }
}
