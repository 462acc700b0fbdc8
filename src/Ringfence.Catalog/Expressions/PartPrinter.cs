using System.Globalization;

namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Writes what is neither an expression nor a query: names, types, arguments, windows, parts of forms.
/// </summary>
internal sealed class PartPrinter(SqlPrinter sql)
{
    public void Print(Syntax node)
    {
        switch (node)
        {
            case DottedName name:
                sql.Names(name.Parts, ".");
                break;
            case OperatorName name:
                sql.Text(
                    name.Schema is null ? name.Symbol : $"operator({SqlPrinter.Quoted(name.Schema)}.{name.Symbol})"
                );
                break;
            case TypeName type:
                Type(type);
                break;
            case Argument argument:
                sql.Text(argument.Variadic ? "variadic " : "");
                sql.Text(argument.Name is null ? "" : $"{SqlPrinter.Quoted(argument.Name)} => ").Node(argument.Value);
                break;
            case OrderItem item:
                Order(item);
                break;
            case WindowSpecification window:
                Window(window);
                break;
            case WindowFrame frame:
                Frame(frame);
                break;
            case WindowFrame.Bound bound:
                Bound(bound);
                break;
            case TableAlias alias:
                Alias(alias);
                break;
            case TableAlias.Definition definition:
                sql.Name(definition.Name).Text(" ").Node(definition.Type);
                sql.Text(definition.Collation is null ? "" : $" collate {definition.Collation}");
                break;
            case FormPart part:
                Part(part);
                break;
            case Expression.When branch:
                sql.Text("when ").Node(branch.Condition).Text(" then ").Node(branch.Result);
                break;
            default:
                sql.Queries.Part(node);
                break;
        }
    }

    public void OrderBy(ValueList<OrderItem> items)
    {
        if (items.Count > 0)
        {
            sql.Text(" order by ").List(items);
        }
    }

    public void Form(Expression.Form form)
    {
        sql.Text(form.Name).Text("(");
        Parts(form.Parts);
        sql.Text(")");
        if (form.Filter is not null)
        {
            sql.Text(" filter (where ").Node(form.Filter).Text(")");
        }
    }

    private void Parts(IEnumerable<FormPart> parts)
    {
        var sorting = false;
        foreach (var part in parts)
        {
            sql.Text(" ");
            sql.Text(part is FormPart.Sorting && !sorting ? "order by " : "");
            sorting |= part is FormPart.Sorting;
            Part(part);
        }
    }

    private void Part(FormPart part)
    {
        switch (part)
        {
            case FormPart.Word word:
                sql.Text(word.Text);
                break;
            case FormPart.Name name:
                sql.Name(name.Text);
                break;
            case FormPart.Value value when IsSimple(value.Expression):
                sql.Node(value.Expression);
                break;
            case FormPart.Value value:
                sql.Text("(").Node(value.Expression).Text(")");
                break;
            case FormPart.Type type:
                sql.Node(type.TypeName);
                break;
            case FormPart.Sorting sorting:
                sql.Node(sorting.Item);
                break;
            case FormPart.Select select:
                sql.Node(select.Query);
                break;
            case FormPart.Group { Parts: [FormPart.Word word, FormPart.Group inner] }:
                sql.Text(word.Text).Text("(");
                Parts(inner.Parts);
                sql.Text(")");
                break;
            case FormPart.Group group:
                sql.Text("(");
                Parts(group.Parts);
                sql.Text(")");
                break;
        }
    }

    /// <summary>Some forms take a bare word or string and nothing in parentheses: a field, a path.</summary>
    private static bool IsSimple(Expression expression) =>
        expression is Expression.Literal or Expression.Column { Path.Count: 1 } or Expression.Star;

    private void Type(TypeName type)
    {
        if (type.BuiltIn)
        {
            sql.Text(type.Name.Last);
        }
        else
        {
            sql.Node(type.Name);
        }

        if (type.Modifiers.Count > 0)
        {
            sql.Text("(").List(type.Modifiers).Text(")");
        }

        sql.Text(type.Tail.Length > 0 ? $" {type.Tail}" : "");
        for (var i = 0; i < type.Dimensions; i++)
        {
            sql.Text("[]");
        }
    }

    private void Order(OrderItem item)
    {
        sql.Node(item.Value);
        if (item.Using is not null)
        {
            sql.Text(" using ").Node(item.Using);
        }

        sql.Text(
            item.Descending switch
            {
                true => " desc",
                false => " asc",
                null => "",
            }
        );
        sql.Text(
            item.NullsFirst switch
            {
                true => " nulls first",
                false => " nulls last",
                null => "",
            }
        );
    }

    private void Window(WindowSpecification window)
    {
        if (window.Plain)
        {
            sql.Name(window.Name!);
            return;
        }

        sql.Text("(").Text(window.Name is null ? "" : SqlPrinter.Quoted(window.Name));
        if (window.PartitionBy.Count > 0)
        {
            sql.Text(" partition by ").List(window.PartitionBy);
        }

        OrderBy(window.OrderBy);
        if (window.Frame is not null)
        {
            sql.Text(" ").Node(window.Frame);
        }

        sql.Text(")");
    }

    private void Frame(WindowFrame frame)
    {
        sql.Text(frame.Mode).Text(frame.End is null ? " " : " between ").Node(frame.Start);
        if (frame.End is not null)
        {
            sql.Text(" and ").Node(frame.End);
        }

        sql.Text(frame.Exclusion.Length > 0 ? $" exclude {frame.Exclusion}" : "");
    }

    private void Bound(WindowFrame.Bound bound)
    {
        if (bound.Offset is not null)
        {
            sql.Text(string.Create(CultureInfo.InvariantCulture, $"({bound.Offset}) "));
        }

        sql.Text(bound.Words);
    }

    private void Alias(TableAlias alias)
    {
        sql.Text(" as ").Text(alias.Name is null ? "" : SqlPrinter.Quoted(alias.Name));
        if (alias.Columns.Count > 0)
        {
            sql.Text("(").Names(alias.Columns, ", ").Text(")");
        }

        if (alias.Definitions.Count > 0)
        {
            sql.Text("(").List(alias.Definitions).Text(")");
        }
    }
}
