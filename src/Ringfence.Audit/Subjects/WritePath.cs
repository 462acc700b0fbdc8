using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>The views that a row goes through that is written through the first of them, and the table where it ends.</summary>
/// <remarks>PostgreSQL's page of <c>create view</c>, "Updatable Views".</remarks>
internal sealed class WritePath
{
    private readonly ImmutableArray<(Table View, QueryBody.Select Query)> _views;

    private WritePath(ImmutableArray<(Table View, QueryBody.Select Query)> views, Table table)
    {
        _views = views;
        Table = table;
    }

    public Table Table { get; }

    /// <summary>The view whose query names the table.</summary>
    public Table Last => _views[^1].View;

    /// <summary>Whether what is written is held against the condition of the last view.</summary>
    public bool IsChecked =>
        Last.Options.Any(option => option.StartsWith("check_option=", StringComparison.Ordinal))
        || _views.Any(one => one.View.Options.Contains("check_option=cascaded"));

    /// <summary>Null where the server writes nothing through the view by itself.</summary>
    public static WritePath? Of(AuditSubject subject, Table view)
    {
        var bodies = JudgedCatalog.Of(subject.Snapshot).Bodies;
        var views = ImmutableArray.CreateBuilder<(Table View, QueryBody.Select Query)>();
        var next = view;
        while (next.Kind == TableKind.View)
        {
            if (
                Updatable(next, bodies) is not { } select
                || select.From is not [FromItem.Table { Sample: null } item]
                || subject.Graph.FindTable(item.Name.Schema ?? "", item.Name.Last) is not { } used
            )
            {
                return null;
            }

            views.Add((next, select));
            next = used;
        }

        return next.Kind == TableKind.MaterializedView || views.Count == 0 ? null : new(views.DrainToImmutable(), next);
    }

    /// <summary>Whether nothing of the views' own stands in for the command.</summary>
    public bool Takes(PrivilegeSet command) =>
        !_views.Any(one =>
            one.View.Triggers.Any(trigger =>
                trigger.Timing == TriggerTiming.InsteadOf
                && (command == PrivilegeSet.Insert ? trigger.OnInsert : trigger.OnUpdate)
            )
            || one.View.Rules.Any(rule =>
                rule is { IsInstead: true, Enabled: not FiresIn.Disabled }
                && rule.Event == (command == PrivilegeSet.Insert ? RuleEvent.Insert : RuleEvent.Update)
            )
        );

    /// <summary>Whether a column of the table is one of the first view's.</summary>
    public bool Shows(Column column)
    {
        var name = column.Name;
        foreach (var (_, query) in _views.Reverse())
        {
            if (
                query.Targets.FirstOrDefault(one => one.Value is Expression.Column shown && shown.Name == name)
                is not { } target
            )
            {
                return false;
            }

            name = target.Alias ?? name;
        }

        return true;
    }

    private static QueryBody.Select? Updatable(Table view, FunctionBodies bodies) =>
        SqlParser.Query(view.Definition ?? "")
            is {
                Tree:
                {
                    With.Count: 0,
                    Limit: null,
                    Offset: null,
                    Body: QueryBody.Select { Distinct: false, GroupBy.Count: 0, Having: null } select
                }
            }
        && !select
            .Targets.SelectMany(Own)
            .OfType<Expression.Call>()
            .Any(call => call.Over is not null || bodies.MayReturnSet(call.Function))
            ? select
            : null;

    /// <summary>What does not stand in a sub-select, which may hold whatever it likes.</summary>
    private static IEnumerable<Syntax> Own(Syntax node) =>
        node is Query ? [] : node.Children.SelectMany(Own).Prepend(node);
}
