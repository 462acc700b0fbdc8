using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>
/// The tables of a select, and which of them show no rows but the caller's: by an equality of the tenant column with who
/// calls, or with the tenant column of such a table, that all rows must meet. An or is none, nor is the condition of an
/// outer join on the side that it keeps.
/// </summary>
internal sealed class SelectScope
{
    /// <summary>Each condition is looked at again for each table that is bound.</summary>
    private const int MostItems = 200;

    private readonly AuditSubject _subject;
    private readonly CallerKeys _keys;
    private readonly Function _function;
    private readonly SelectScope? _outer;
    private readonly VainConditions _vain;
    private readonly Dictionary<string, Table?> _tables = new(StringComparer.Ordinal);
    private readonly List<(Expression Condition, IReadOnlySet<string> Holds)> _conditions = [];
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);

    public SelectScope(
        AuditSubject subject,
        CallerKeys keys,
        Function function,
        QueryBody.Select select,
        SelectScope? outer
    )
    {
        _subject = subject;
        _keys = keys;
        _function = function;
        _outer = outer;
        _vain = new(subject, keys, function);
        if (select.DescendantsAndSelf().OfType<FromItem>().Skip(MostItems).Any())
        {
            Why = "a query of so many tables";
            return;
        }

        Add(select.Where, select.From.SelectMany(Read).ToHashSet(StringComparer.Ordinal));
        while (_conditions.Any(one => Bind(one.Condition, one.Holds)))
        {
            // A table that is bound now may bind the next.
        }
    }

    /// <summary>What of the select's sources is not understood; null where all are.</summary>
    public string? Why { get; private set; }

    /// <summary>The tables of which rows of others than the caller come, or may come.</summary>
    public IEnumerable<(string Name, TouchedTable Touched)> Unbound =>
        from pair in _tables
        where pair.Value is not null && !_bound.Contains(pair.Key)
        let table = _subject.Find(pair.Value!.Oid)
        where table is not null
        let kept = _subject.Owners.Of(_function.Owner, table, PolicyCommand.Select)
        where kept != Verdict.Implies || (table.IsRoot && !table.Table.HasRowSecurity)
        select (pair.Key, new TouchedTable(table, kept));

    /// <summary>The views and other relations that are no base tables, by the names that they have here.</summary>
    public List<(string Name, DottedName Relation)> Others { get; } = [];

    /// <summary>Whether some condition holds rows, of this table or of any, to who calls, in whatever way.</summary>
    public bool IsNarrowed(string? name) =>
        _conditions.Any(one => (name is null || one.Holds.Contains(name)) && Narrows(one.Condition));

    /// <summary>Whether <c>t.x</c> is a column: of what is none the server makes a call of a function x.</summary>
    public bool HasColumn(string table, string column) =>
        _tables.TryGetValue(table, out var found) ? found?.FindColumn(column) is not null
        : _outer is not null ? _outer.HasColumn(table, column)
        : table == _function.Name && _function.ArgumentNames.Contains(column);

    private bool Narrows(Expression condition) =>
        condition switch
        {
            Expression.And and => and.Operands.Any(Narrows),
            Expression.Or or => or.Operands.All(Narrows),
            _ when _vain.Contains(condition) => false,
            _ => condition.DescendantsAndSelf().OfType<Expression.Column>().Any()
                && condition.DescendantsAndSelf().OfType<Expression>().Any(_keys.Uses),
        };

    /// <summary>What the tables within are called.</summary>
    private HashSet<string> Read(FromItem item)
    {
        switch (item)
        {
            case FromItem.Table table:
                var name = table.Alias?.Name ?? table.Name.Last;
                var found = Find(table);
                Why ??=
                    found is null || table.Sample is not null || table.Alias is { Columns.Count: > 0 }
                        ? $"what {table.Name} shows"
                    : _tables.ContainsKey(name) || name == _function.Name ? $"which {name} is meant"
                    : null;
                _tables[name] = _tables.ContainsKey(name) ? null : found;
                if (found is null)
                {
                    Others.Add((name, table.Name));
                }

                return [name];
            case FromItem.Join joined:
                Why ??=
                    joined.Natural || joined.Using.Count > 0 || joined.Alias is not null
                        ? "a join that names no condition"
                        : null;
                var (left, right) = (Read(joined.Left), Read(joined.Right));
                HashSet<string> both = [.. left, .. right];
                Add(
                    joined.On,
                    joined.Kind switch
                    {
                        "inner" or "cross" => both,
                        "left" => right,
                        "right" => left,
                        _ => new HashSet<string>(),
                    }
                );
                return both;
            default:
                Why ??= "what it takes rows from that is no table";
                return item.Alias?.Name is { } other ? [other] : [];
        }
    }

    /// <summary>
    /// A base table that is certainly meant. One that belongs to nobody has no heirs, which may be tenants' tables.
    /// </summary>
    private Table? Find(FromItem.Table item)
    {
        var found =
            item.Name.Schema is { } schema ? _subject.Graph.FindTable(schema, item.Name.Last)
            : _subject.Snapshot.Tables.Where(table => table.Name == item.Name.Last).Take(2).ToList() is [var only]
                ? only
            : null;
        return
            found is { Kind: TableKind.Ordinary or TableKind.Partitioned }
            && !_subject.Unclassified.Contains(found)
            && (_subject.Find(found.Oid) is not null || !_subject.Graph.ChildrenOf(found).Any())
            ? found
            : null;
    }

    private void Add(Expression? condition, IReadOnlySet<string> holds)
    {
        foreach (var operand in condition is Expression.And and ? and.Operands : [.. Below(condition)])
        {
            _conditions.Add((operand, holds));
        }
    }

    private static Expression[] Below(Expression? one) => one is null ? [] : [one];

    /// <returns>Whether another table is bound now.</returns>
    private bool Bind(Expression condition, IReadOnlySet<string> holds) =>
        condition is Expression.Operation { Left: { } left } equal
        && BuiltIn.IsEquality(equal)
        && (BindBy(left, equal.Right, holds) || BindBy(equal.Right, left, holds));

    private bool BindBy(Expression side, Expression other, IReadOnlySet<string> holds) =>
        Tenant(side) is ({ } name, { } table)
        && holds.Contains(name)
        && !_bound.Contains(name)
        && (_keys.Binds(other, table) || IsBound(other))
        && _bound.Add(name);

    private bool IsBound(Expression side) =>
        Tenant(side) is ({ } name, not null) ? _bound.Contains(name)
        : side is Expression.Column { Path.Count: 2 } column
        && !_tables.ContainsKey(column.Table!)
        && _outer is not null
            ? _outer.IsBound(side)
        : false;

    /// <summary>The table whose tenant column it is, itself or as text, by which no two are taken for one.</summary>
    private (string? Name, TenantTable? Table) Tenant(Expression side)
    {
        var column = side
            is Expression.Cast { Type: { Name.Last: "text", Name.Schema: null or "pg_catalog", Dimensions: 0 } } cast
            ? cast.Operand as Expression.Column
            : side as Expression.Column;
        var name = column switch
        {
            { Path: [var table, _] } => table,
            // Another table may have a column of that name as well, and so may the arguments.
            { Path: [var own] }
                when !_function.ArgumentNames.Contains(own) && _tables.Values.All(static one => one is not null) =>
                _tables.Where(pair => pair.Value!.FindColumn(own) is not null).Take(2).ToList() is [var only]
                    ? only.Key
                    : null,
            _ => null,
        };
        return
            name is not null
            && _tables.GetValueOrDefault(name) is { } found
            && _subject.Find(found.Oid) is { } tenant
            && tenant.Column?.Name == column!.Name
            ? (name, tenant)
            : default;
    }
}
