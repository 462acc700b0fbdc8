namespace Ringfence.Catalog.Expressions;

/// <summary>Writes queries.</summary>
internal sealed class QueryPrinter(SqlPrinter sql)
{
    public void Print(Query query)
    {
        if (query.With.Count > 0)
        {
            sql.Text(query.Recursive ? "with recursive " : "with ").List(query.With).Text(" ");
        }

        sql.Node(query.Body);
        sql.Parts.OrderBy(query.OrderBy);
        if (query.Offset is not null)
        {
            sql.Text(" offset ").Node(query.Offset);
        }

        if (query.Limit is not null)
        {
            sql.Text(query.WithTies ? " fetch first (" : " limit ").Node(query.Limit);
            sql.Text(query.WithTies ? ") rows with ties" : "");
        }

        foreach (var clause in query.Locks)
        {
            sql.Text(" ").Node(clause);
        }
    }

    public void Clause(Syntax node)
    {
        switch (node)
        {
            case QueryBody.Select select:
                Select(select);
                break;
            case QueryBody.Values values:
                Values(values);
                break;
            case QueryBody.Combination combination:
                sql.Text("(").Node(combination.Left).Text($") {combination.Operator}");
                sql.Text(combination.All ? " all (" : " (").Node(combination.Right).Text(")");
                break;
            case CommonTable table:
                CommonTable(table);
                break;
            case LockingClause clause:
                sql.Text("for ").Text(clause.Strength).Text(clause.Tables.Count > 0 ? " of " : "").List(clause.Tables);
                sql.Text(clause.Waiting.Length > 0 ? $" {clause.Waiting}" : "");
                break;
            case Grouping.Set { Parenthesised: true } set:
                sql.Text("(").List(set.Items).Text(")");
                break;
            case Grouping.Set set:
                sql.List(set.Items);
                break;
            case Grouping.Sets sets:
                sql.Text(sets.Kind).Text(" (").List(sets.Items).Text(")");
                break;
            case FromItem item:
                From(item);
                break;
        }
    }

    public void Part(Syntax node)
    {
        switch (node)
        {
            case QueryBody.Target target:
                sql.Node(target.Value).Text(target.Alias is null ? "" : $" as {SqlPrinter.Quoted(target.Alias)}");
                break;
            case QueryBody.NamedWindow window:
                sql.Name(window.Name).Text(" as ").Node(window.Window);
                break;
            case FromItem.RowsCall call:
                RowsCall(call);
                break;
            case FromItem.SampleClause sample:
                sql.Text(" tablesample ").Node(sample.Method).Text("(").List(sample.Arguments).Text(")");
                sql.Text(sample.Seed is null ? "" : $" repeatable ({sample.Seed})");
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{node.GetType()} has no SQL");
        }
    }

    private void Select(QueryBody.Select select)
    {
        sql.Text("select").Text(select.Distinct ? " distinct" : "");
        if (select.DistinctOn.Count > 0)
        {
            sql.Text(" on (").List(select.DistinctOn).Text(")");
        }

        sql.Text(select.Targets.Count > 0 ? " " : "").List(select.Targets);
        if (select.From.Count > 0)
        {
            sql.Text(" from ").List(select.From);
        }

        if (select.Where is not null)
        {
            sql.Text(" where ").Node(select.Where);
        }

        if (select.GroupBy.Count > 0)
        {
            sql.Text(select.GroupDistinct ? " group by distinct " : " group by ").List(select.GroupBy);
        }

        if (select.Having is not null)
        {
            sql.Text(" having ").Node(select.Having);
        }

        if (select.Windows.Count > 0)
        {
            sql.Text(" window ").List(select.Windows);
        }
    }

    private void Values(QueryBody.Values values)
    {
        sql.Text("values ");
        for (var i = 0; i < values.Rows.Count; i++)
        {
            sql.Text(i == 0 ? "(" : ", (").List(values.Rows[i].Items).Text(")");
        }
    }

    private void CommonTable(CommonTable table)
    {
        sql.Name(table.Name);
        if (table.Columns.Count > 0)
        {
            sql.Text("(").Names(table.Columns, ", ").Text(")");
        }

        sql.Text(" as ");
        sql.Text(
            table.Materialized switch
            {
                true => "materialized (",
                false => "not materialized (",
                null => "(",
            }
        );
        sql.Node(table.Query).Text(")");
        if (table.Search.Count > 0)
        {
            sql.Text(" ").List(table.Search, " ");
        }
    }

    private void From(FromItem item)
    {
        switch (item)
        {
            case FromItem.Table table:
                sql.Text(table.Only ? "only " : "").Node(table.Name);
                Alias(table.Alias);
                if (table.Sample is not null)
                {
                    sql.Node(table.Sample);
                }

                break;
            case FromItem.Functions functions:
                Functions(functions);
                break;
            case FromItem.Select select:
                sql.Text(select.Lateral ? "lateral (" : "(").Node(select.Query).Text(")");
                Alias(select.Alias);
                break;
            case FromItem.Join join:
                Join(join);
                break;
        }
    }

    private void Functions(FromItem.Functions functions)
    {
        sql.Text(functions.Lateral ? "lateral " : "").Text(functions.RowsFrom ? "rows from (" : "");
        sql.List(functions.Calls).Text(functions.RowsFrom ? ")" : "");
        sql.Text(functions.Ordinality ? " with ordinality" : "");
        Alias(functions.Alias);
    }

    private void RowsCall(FromItem.RowsCall call)
    {
        sql.Node(call.Call);
        if (call.Definitions.Count > 0)
        {
            sql.Text(" as (").List(call.Definitions).Text(")");
        }
    }

    /// <summary>Always in parentheses, as an alias and the next join's operand need them.</summary>
    private void Join(FromItem.Join join)
    {
        sql.Text("(").Node(join.Left).Text(join.Natural ? " natural" : "").Text($" {join.Kind} join ").Node(join.Right);
        if (join.On is not null)
        {
            sql.Text(" on (").Node(join.On).Text(")");
        }

        if (join.Using.Count > 0)
        {
            sql.Text(" using (").Names(join.Using, ", ").Text(")");
            sql.Text(join.UsingAlias is null ? "" : $" as {SqlPrinter.Quoted(join.UsingAlias)}");
        }

        sql.Text(")");
        Alias(join.Alias);
    }

    private void Alias(TableAlias? alias)
    {
        if (alias is not null)
        {
            sql.Node(alias);
        }
    }
}
