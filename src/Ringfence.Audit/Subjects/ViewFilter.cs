using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// Which tables of a view's query show no row but the bound tenant's: by a condition of their own, or by one that ties them
/// to a table of which that is so.
/// </summary>
internal sealed class ViewFilter
{
    private readonly AuditSubject _subject;
    private readonly KeyReader _keys;
    private readonly bool _isAlone;
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly List<Tie> _ties = [];
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);

    public ViewFilter(AuditSubject subject, QueryBody.Select select)
    {
        _subject = subject;
        _keys = new(JudgedCatalog.Of(subject.Snapshot).Bodies, BoundTenant.Any);
        _isAlone = select.From is [FromItem.Table];
        var all = select.From.SelectMany(Read).ToHashSet(StringComparer.Ordinal);
        Add(select.Where, all);
        while (_ties.Any(Bind))
        {
            // A table that is bound now may bind the next.
        }
    }

    /// <summary>A condition on the tenant of <paramref name="Name"/>: it is that of another table, or the bound one (null).</summary>
    /// <param name="Name">What the query calls the table.</param>
    /// <param name="Other">What it calls the other.</param>
    /// <param name="Holds">The tables of which no row is shown that the condition does not hold for.</param>
    private sealed record Tie(string Name, string? Other, IReadOnlySet<string> Holds);

    public bool Binds(FromItem.Table item) => _bound.Contains(CalledBy(item));

    private static string CalledBy(FromItem.Table item) => item.Alias?.Name ?? item.Name.Last;

    private bool Bind(Tie tie) =>
        (tie.Holds.Contains(tie.Name) && (tie.Other is null || _bound.Contains(tie.Other)) && _bound.Add(tie.Name))
        || (tie.Other is { } other && tie.Holds.Contains(other) && _bound.Contains(tie.Name) && _bound.Add(other));

    /// <summary>What the tables within are called.</summary>
    private HashSet<string> Read(FromItem item)
    {
        switch (item)
        {
            case FromItem.Table table:
                var name = CalledBy(table);
                if (_subject.Graph.FindTable(table.Name.Schema ?? "", table.Name.Last) is { } known)
                {
                    _columns[name] = _subject.Find(known.Oid)?.Column?.Name ?? "";
                }

                return [name];
            case FromItem.Join { Alias: null, Natural: false } joined:
                var (left, right) = (Read(joined.Left), Read(joined.Right));
                HashSet<string> both = [.. left, .. right];
                HashSet<string> holds = joined.Kind switch
                {
                    "left" => right,
                    "right" => left,
                    "full" => [],
                    _ => both,
                };
                Add(joined.On, holds);
                _ties.AddRange(
                    from one in left
                    from other in right
                    where _columns.GetValueOrDefault(one) is { } column && joined.Using.Contains(column)
                    where _columns[one] == _columns.GetValueOrDefault(other)
                    select new Tie(one, other, holds)
                );
                return both;
            default:
                return [];
        }
    }

    private void Add(Expression? condition, IReadOnlySet<string> holds)
    {
        switch (condition)
        {
            case Expression.And and:
                foreach (var operand in and.Operands)
                {
                    Add(operand, holds);
                }

                break;
            case Expression.Operation { Left: { } left } operation when BuiltIn.IsEquality(operation):
                AddTie(left, operation.Right, holds);
                AddTie(operation.Right, left, holds);
                break;
        }
    }

    private void AddTie(Expression side, Expression other, IReadOnlySet<string> holds)
    {
        if (Tenant(side) is not { } name)
        {
            return;
        }

        if (Tenant(other) is { } tied)
        {
            _ties.Add(new(name, tied, holds));
        }
        else if (IsBound(other))
        {
            _ties.Add(new(name, null, holds));
        }
    }

    /// <summary>
    /// Any SQL writes a setting, and all services may be one role: rules tell of policies that trust these, and there is none
    /// here.
    /// </summary>
    private bool IsBound(Expression expression)
    {
        var reading = _keys.Read(expression);
        return reading.IsKey && reading.Keys.All(key => key.Kind is KeyKind.Getter or KeyKind.Lookup);
    }

    /// <summary>Whose tenant column it is, as it is or as text; null where it is none.</summary>
    private string? Tenant(Expression expression) =>
        expression switch
        {
            Expression.Cast { Operand: Expression.Column, Type: { Name.Last: "text", Dimensions: 0 } } cast => Tenant(
                cast.Operand
            ),
            Expression.Column column
                when (column.Table ?? Only) is { } name && _columns.GetValueOrDefault(name) == column.Name => name,
            _ => null,
        };

    private string? Only => _isAlone ? _columns.Keys.FirstOrDefault() : null;
}
