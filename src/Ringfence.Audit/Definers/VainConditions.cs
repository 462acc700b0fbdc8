using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>
/// Conditions that ask who calls, and that whoever calls can meet for any tenant's rows: by what is passed, by a row that
/// they put there themselves, or as they are always met.
/// </summary>
internal sealed class VainConditions(AuditSubject subject, CallerKeys keys, Function function)
{
    /// <summary>Views over views; a chain that is longer is not followed.</summary>
    private const int MaxViews = 8;

    private static readonly string[] Aggregates = ["count", "sum", "min", "max", "avg"];

    public bool Contains(Expression condition) =>
        condition switch
        {
            Expression.Exists { Query: var query } => IsNeverEmpty(query) || IsPlanted(query, null),
            Expression.InQuery { Negated: false, Operand: Expression.Column, Query: var query } => query.Body
                is QueryBody.Select { Targets: [{ Value: Expression.Column target }] }
                && IsPlanted(query, target),
            Expression.Operation { Left: { } left } equal when BuiltIn.IsEquality(equal) => (
                left is Expression.Column && IsPassed(equal.Right)
            ) || (equal.Right is Expression.Column && IsPassed(left)),
            _ => false,
        };

    /// <summary>A select of an aggregate without groups has one row, and be it of nothing.</summary>
    private bool IsNeverEmpty(Query query) =>
        query is { With.Count: 0, Limit: null, Offset: null, Body: QueryBody.Select select }
        && select is { GroupBy.Count: 0, Having: null, DistinctOn.Count: 0 }
        && select.Targets is [{ Value: Expression.Call { Over: null, Function: var name } }]
        && name.Schema is null or "pg_catalog"
        && Aggregates.Contains(name.Last)
        && (name.Schema is not null || !keys.Names.Contains(name.Last));

    /// <summary>What is passed where anything is: <c>coalesce(tenant, ringfence.tenant())</c>.</summary>
    private bool IsPassed(Expression value) =>
        value switch
        {
            Expression.Choice { Name: "coalesce", Arguments: [var first, ..] } => IsPassed(first),
            Expression.Cast cast => IsPassed(cast.Operand),
            Expression.Column { Path: [var name] } => IsArgument(name),
            Expression.Column { Path: [var own, var name] } => own == function.Name && IsArgument(name),
            Expression.Parameter => true,
            _ => false,
        };

    /// <summary>A column of any table goes before an argument of its name.</summary>
    private bool IsArgument(string name) =>
        function.ArgumentNames.Contains(name)
        && !subject.Snapshot.Tables.Any(table => table.FindColumn(name) is not null && function.Mentions(table.Name));

    /// <summary>
    /// Whether all that the select asks of a row is what services can write into one: each column of a table that they write
    /// is asked for one thing.
    /// </summary>
    private bool IsPlanted(Query query, Expression.Column? shown)
    {
        if (
            query is not { With.Count: 0, Limit: null, Offset: null, Body: QueryBody.Select select }
            || select is not { GroupBy.Count: 0, Having: null, DistinctOn.Count: 0, Where: { } where }
            || select.From is not [FromItem.Table { Sample: null } item]
            || item.Alias is { Columns.Count: > 0 }
            || Leader(item.Name, 0) is not ({ } table, { } names)
            || !IsWritten(table)
        )
        {
            return false;
        }

        var name = item.Alias?.Name ?? item.Name.Last;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        return (shown is null || Take(shown))
            && (where is Expression.And and ? and.Operands : [where]).All(one =>
                one is Expression.Operation { Left: { } left } equal
                && BuiltIn.IsEquality(equal)
                && ((Take(left) && IsFree(equal.Right)) || (Take(equal.Right) && IsFree(left)))
            );

        bool Take(Expression side) =>
            side is Expression.Column column
            && Own(column) is { } own
            && names.GetValueOrDefault(own) is { } written
            && table.FindColumn(written) is { Generated: ColumnGeneration.None, Identity: not ColumnIdentity.Always }
            && asked.Add(written);

        string? Own(Expression.Column column) =>
            column.Path is [var only] && names.ContainsKey(only) ? only
            : column.Path is [var of, var one] && of == name ? one
            : null;

        bool IsFree(Expression side) =>
            side is Expression.Literal || keys.Asks(side) || (side is Expression.Column column && Own(column) is null);
    }

    /// <summary>The table that is meant, through views that show its rows as they are, and its columns by their names there.</summary>
    private (Table? Table, ImmutableDictionary<string, string>? Names) Leader(DottedName name, int views)
    {
        var found =
            name.Schema is { } schema ? subject.Graph.FindTable(schema, name.Last)
            : subject.Snapshot.Tables.Where(table => table.Name == name.Last).Take(2).ToList() is [var only] ? only
            : null;
        if (found is { Kind: TableKind.Ordinary })
        {
            return (found, found.Columns.ToImmutableDictionary(one => one.Name, one => one.Name));
        }

        if (
            found is not { Kind: TableKind.View, Definition: { } definition }
            || views == MaxViews
            || SqlParser.Query(definition).Tree
                is not { With.Count: 0, Limit: null, Offset: null, Body: QueryBody.Select select }
            || select is not { Where: null, Having: null, Distinct: false, DistinctOn.Count: 0, GroupBy.Count: 0 }
            || select.From is not [FromItem.Table { Sample: null } item]
            || Leader(item.Name, views + 1) is not ({ } below, { } names)
        )
        {
            return default;
        }

        return (
            below,
            select
                .Targets.Where(target => target.Value is Expression.Column column && names.ContainsKey(column.Name))
                .ToImmutableDictionary(
                    target => target.Alias ?? ((Expression.Column)target.Value).Name,
                    target => names[((Expression.Column)target.Value).Name]
                )
        );
    }

    /// <summary>Whether services put rows there, and nothing looks at what they put.</summary>
    private bool IsWritten(Table table) =>
        !table.HasRowSecurity
        && subject.Can(table, PrivilegeSet.Insert)
        && (subject.Roles.Has(table.Owner) || subject.Roles.Of(table.Grants).HasFlag(PrivilegeSet.Insert))
        && table.Triggers.IsEmpty
        && table.Rules.IsEmpty
        && table.Columns.All(column => column.BaseType is null)
        && table.Constraints.All(one =>
            one.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique or ConstraintKind.NotNull
            || (
                one is { Kind: ConstraintKind.ForeignKey, Columns.Length: 1, ReferencedTable: { } referenced }
                && subject.Find(referenced) is { IsRoot: true }
            )
        );
}
