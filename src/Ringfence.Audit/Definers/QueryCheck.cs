using System.Collections.Frozen;
using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>
/// Reads the one query of a definer function, and knows no more than it must: base tables, equalities, and calls of the
/// server's plainest functions. Whatever else stands in it is not understood.
/// </summary>
internal sealed class QueryCheck(
    AuditSubject subject,
    CallerKeys keys,
    Function function,
    ImmutableArray<Detour> detours
)
{
    /// <summary>They read nothing but what they are given, and run nothing that they are given.</summary>
    private static readonly FrozenSet<string> Plain = new[]
    {
        "abs",
        "age",
        "array_agg",
        "array_to_string",
        "avg",
        "bool_and",
        "bool_or",
        "btrim",
        "cardinality",
        "ceil",
        "concat",
        "concat_ws",
        "count",
        "date_part",
        "date_trunc",
        "dense_rank",
        "every",
        "floor",
        "format",
        "json_agg",
        "json_build_array",
        "json_build_object",
        "json_object_agg",
        "jsonb_agg",
        "jsonb_build_array",
        "jsonb_build_object",
        "jsonb_object_agg",
        "lag",
        "lead",
        "left",
        "length",
        "lower",
        "ltrim",
        "max",
        "min",
        "now",
        "rank",
        "replace",
        "right",
        "round",
        "row_number",
        "row_to_json",
        "rtrim",
        "string_agg",
        "strpos",
        "substr",
        "substring",
        "sum",
        "to_char",
        "to_json",
        "to_jsonb",
        "trim",
        "upper",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Forms = new[]
    {
        "extract",
        "overlay",
        "position",
        "substring",
        "trim",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Types = new[]
    {
        "bigint",
        "boolean",
        "character varying",
        "date",
        "double precision",
        "int4",
        "int8",
        "integer",
        "interval",
        "json",
        "jsonb",
        "numeric",
        "real",
        "smallint",
        "text",
        "time",
        "timestamp",
        "timestamptz",
        "uuid",
        "varchar",
    }.ToFrozenSet(StringComparer.Ordinal);

    public Function Function => function;

    /// <summary>The first thing that is not understood; null where all is.</summary>
    public string? Why { get; private set; }

    /// <summary>A table of which rows are read whoever calls; null where there is none.</summary>
    public TenantTable? Ignored { get; private set; }

    /// <summary>The view or function by which they are read; null where it is by the table's own name.</summary>
    public string? Through { get; private set; }

    /// <param name="query">The function's body.</param>
    public void Read(Query query) => Walk(query, null, isNarrowed: false);

    private void Walk(Syntax node, SelectScope? scope, bool isNarrowed)
    {
        switch (node)
        {
            case Query query:
                Read(query, scope, isNarrowed);
                return;
            // Only the call: what a case chooses by is below, and so is what an argument reads.
            case Expression.Call call
                when (keys.Asks(call) || BuiltIn.IsCurrentSetting(call))
                    && call.Arguments.All(static one => IsFixed(one.Value)):
                return;
            case Expression.Column { Path: [var table, var column] } when scope?.HasColumn(table, column) != true:
            case Expression.Column { Path.Count: > 2 }:
            case Expression.Field or Expression.AllFields:
                Doubt($"what {node} means");
                break;
            case Expression.Call call when !IsPlain(call):
                if (!isNarrowed && call.Arguments.All(argument => IsGiven(argument.Value)))
                {
                    Ignore(call.Function, isFunction: true);
                }

                Doubt($"what {call.Function} does");
                break;
            case Expression.Form form when !Forms.Contains(form.Name):
                Doubt($"what {form.Name} does");
                break;
            case Expression.Cast { Type.Name: var name }
                when name.Schema is not (null or "pg_catalog") || !Types.Contains(name.Last):
                Doubt($"what a cast to {name} does");
                break;
            case OperatorName { Schema: not (null or "pg_catalog") } name:
                Doubt($"what {name} does");
                break;
        }

        foreach (var child in node.Children)
        {
            Walk(child, scope, isNarrowed);
        }
    }

    private void Read(Query query, SelectScope? outer, bool isNarrowed)
    {
        if (query.With.Count > 0)
        {
            Doubt("what its common table expressions show");
            isNarrowed |= query.DescendantsAndSelf().OfType<Expression>().Any(keys.Uses);
        }

        if (query.Body is not QueryBody.Select select)
        {
            foreach (var child in query.Children)
            {
                Walk(child, outer, isNarrowed);
            }

            return;
        }

        var scope = new SelectScope(subject, keys, function, select, outer);
        if (scope.Why is { } why)
        {
            Doubt(why);
        }

        foreach (var (name, (table, kept)) in scope.Unbound)
        {
            if (table.IsRoot)
            {
                Doubt($"which rows of {table.Name} it shows");
            }
            else if (isNarrowed || scope.IsNarrowed(name))
            {
                Doubt($"how its conditions keep {table.Name} to who calls");
            }
            else if (kept == Verdict.Undecided)
            {
                Doubt($"whether the policies of {table.Name} keep it to a tenant");
            }
            else
            {
                Ignored ??= table;
            }
        }

        foreach (var one in scope.Others.Where(one => !isNarrowed && !scope.IsNarrowed(one.Name)))
        {
            Ignore(one.Relation, isFunction: false);
        }

        var isHeld = isNarrowed || scope.IsNarrowed(null);
        foreach (var child in query.Children.Except([select]).Concat(select.Children))
        {
            Walk(child, scope, isHeld && (child is not QueryBody.Target || IsTied(child)));
        }
    }

    /// <summary>A select in what is shown has rows of its own, whatever keeps those around it, unless it looks at them.</summary>
    private static bool IsTied(Syntax target) =>
        target.DescendantsAndSelf().OfType<Query>().All(QueryReach.IsCorrelated);

    private bool IsPlain(Expression.Call call) =>
        call.Function.Schema is null or "pg_catalog"
        && Plain.Contains(call.Function.Last)
        && (call.Function.Schema is not null || !keys.Names.Contains(call.Function.Last));

    /// <summary>What says nothing of who calls: a literal, or what was passed.</summary>
    private bool IsGiven(Expression argument) =>
        argument is Expression.Literal or Expression.Parameter
        || (argument is Expression.Column { Path: [var name] } && function.ArgumentNames.Contains(name));

    private void Ignore(DottedName name, bool isFunction)
    {
        if (
            Ignored is null
            && detours.FirstOrDefault(one => one.IsFunction == isFunction && one.Is(name))
                is { Check: CallerCheck.Missing } detour
        )
        {
            (Ignored, Through) = (detour.Table, detour.ToString());
        }
    }

    private static bool IsFixed(Expression value) =>
        BuiltIn.TextOf(value) is not null || BuiltIn.BooleanOf(value) is not null;

    private void Doubt(string why) => Why ??= why;
}
