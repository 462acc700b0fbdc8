namespace Ringfence.Catalog.Expressions;

/// <summary>Writes expressions.</summary>
internal sealed class ExpressionPrinter(SqlPrinter sql)
{
    public void Print(Expression expression)
    {
        switch (expression)
        {
            case Expression.Literal literal:
                sql.Text(Literal(literal));
                break;
            case Expression.Column column:
                sql.Names(column.Path, ".");
                break;
            case Expression.Star star:
                sql.Names(star.Path, ".").Text(star.Path.Count > 0 ? ".*" : "*");
                break;
            case Expression.Parameter parameter:
                sql.Text("$").Text(parameter.Number);
                break;
            case Expression.SqlValue value:
                sql.Text(value.Name).Text(value.Precision is null ? "" : $"({value.Precision})");
                break;
            case Expression.Call call:
                Call(call);
                break;
            case Expression.Choice choice:
                sql.Text(choice.Name).Text("(").List(choice.Arguments).Text(")");
                break;
            case Expression.Form form:
                sql.Parts.Form(form);
                break;
            case Expression.Case cases:
                Case(cases);
                break;
            case Expression.Row row:
                sql.Text("row(").List(row.Items).Text(")");
                break;
            case Expression.ArrayOf array:
                sql.Text("array[").List(array.Items).Text("]");
                break;
            case Expression.Exists exists:
                sql.Text("exists (").Node(exists.Query).Text(")");
                break;
            case Expression.Scalar scalar:
                sql.Text("(").Node(scalar.Query).Text(")");
                break;
            case Expression.ArrayOfQuery array:
                sql.Text("array(").Node(array.Query).Text(")");
                break;
            default:
                Infix(expression);
                break;
        }
    }

    private void Infix(Expression expression)
    {
        switch (expression)
        {
            case Expression.And and:
                Chain(and.Operands, " and ");
                break;
            case Expression.Or or:
                Chain(or.Operands, " or ");
                break;
            case Expression.Not not:
                sql.Text("not ");
                Operand(not.Operand);
                break;
            case Expression.Operation operation:
                Operation(operation);
                break;
            case Expression.Quantified quantified:
                Left(quantified.Left, quantified.Operator, quantified.All);
                sql.Node(quantified.Array).Text(")");
                break;
            case Expression.QuantifiedQuery quantified:
                Left(quantified.Left, quantified.Operator, quantified.All);
                sql.Node(quantified.Query).Text(")");
                break;
            case Expression.Cast cast:
                Operand(cast.Operand);
                sql.Text("::").Node(cast.Type);
                break;
            case Expression.Collate collate:
                Operand(collate.Operand);
                sql.Text(" collate ").Node(collate.Collation);
                break;
            case Expression.AtZone zone:
                Operand(zone.Operand);
                sql.Text(zone.Zone is null ? " at local" : " at time zone ");
                Operand(zone.Zone);
                break;
            case Expression.Subscript subscript:
                Base(subscript.Operand);
                Subscript(subscript);
                break;
            case Expression.Field field:
                Base(field.Operand, always: true);
                sql.Text(".").Name(field.Name);
                break;
            case Expression.AllFields fields:
                Base(fields.Operand, always: true);
                sql.Text(".*");
                break;
            default:
                Predicate(expression);
                break;
        }
    }

    private void Predicate(Expression expression)
    {
        switch (expression)
        {
            case Expression.Test test:
                Operand(test.Operand);
                sql.Text(test.Negated ? " is not " : " is ").Text(Detail(test));
                break;
            case Expression.Distinct distinct:
                Operand(distinct.Left);
                sql.Text(distinct.Negated ? " is not distinct from " : " is distinct from ");
                Operand(distinct.Right);
                break;
            case Expression.Between between:
                Operand(between.Operand);
                sql.Text(between.Negated ? " not between " : " between ").Text(between.Symmetric ? "symmetric " : "");
                Operand(between.Low);
                sql.Text(" and ");
                Operand(between.High);
                break;
            case Expression.Like like:
                Like(like);
                break;
            case Expression.InList list:
                Operand(list.Operand);
                sql.Text(list.Negated ? " not in (" : " in (").List(list.Items).Text(")");
                break;
            case Expression.InQuery query:
                Operand(query.Operand);
                sql.Text(query.Negated ? " not in (" : " in (").Node(query.Query).Text(")");
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{expression.GetType()} has no SQL");
        }
    }

    private void Operation(Expression.Operation operation)
    {
        if (operation.Left is not null)
        {
            Operand(operation.Left);
            sql.Text(" ");
        }

        sql.Node(operation.Operator).Text(" ");
        Operand(operation.Right);
    }

    private void Left(Expression left, OperatorName name, bool all)
    {
        Operand(left);
        sql.Text(" ").Node(name).Text(all ? " all (" : " any (");
    }

    private void Like(Expression.Like like)
    {
        var word = like.Kind switch
        {
            LikeKind.Like => "like ",
            LikeKind.ILike => "ilike ",
            _ => "similar to ",
        };
        Operand(like.Operand);
        sql.Text(like.Negated ? " not " : " ").Text(word);
        Operand(like.Pattern);
        if (like.Escape is not null)
        {
            sql.Text(" escape ");
            Operand(like.Escape);
        }
    }

    private static string Detail(Expression.Test test) =>
        test.Kind switch
        {
            TestKind.Normalized => test.Detail.Length > 0 ? $"{test.Detail} normalized" : "normalized",
            TestKind.Json => test.Detail.Length > 0 ? $"json {test.Detail}" : "json",
            var kind => kind.ToString().ToLowerInvariant(),
        };

    private void Chain(ValueList<Expression> operands, string word)
    {
        for (var i = 0; i < operands.Count; i++)
        {
            sql.Text(i == 0 ? "" : word);
            Operand(operands[i]);
        }
    }

    private void Subscript(Expression.Subscript subscript)
    {
        sql.Text("[");
        if (subscript.Lower is not null)
        {
            sql.Node(subscript.Lower);
        }

        sql.Text(subscript.Slice ? ":" : "");
        if (subscript.Upper is not null)
        {
            sql.Node(subscript.Upper);
        }

        sql.Text("]");
    }

    private void Call(Expression.Call call)
    {
        sql.Node(call.Function)
            .Text(call.OfDistinct ? "(distinct " : "(")
            .Text(call.OfAll ? "*" : "")
            .List(call.Arguments);
        sql.Parts.OrderBy(call.OrderBy);
        sql.Text(")");
        if (call.WithinGroup.Count > 0)
        {
            sql.Text(" within group (");
            sql.Parts.OrderBy(call.WithinGroup);
            sql.Text(")");
        }

        if (call.Filter is not null)
        {
            sql.Text(" filter (where ").Node(call.Filter).Text(")");
        }

        if (call.Over is not null)
        {
            sql.Text(" over ").Node(call.Over);
        }
    }

    private void Case(Expression.Case cases)
    {
        sql.Text("case");
        if (cases.Operand is not null)
        {
            sql.Text(" ").Node(cases.Operand);
        }

        foreach (var when in cases.Whens)
        {
            sql.Text(" when ").Node(when.Condition).Text(" then ").Node(when.Result);
        }

        if (cases.Else is not null)
        {
            sql.Text(" else ").Node(cases.Else);
        }

        sql.Text(" end");
    }

    private void Operand(Expression? operand)
    {
        if (operand is not null)
        {
            Wrapped(operand, IsClosed(operand));
        }
    }

    private void Base(Expression operand, bool always = false) =>
        Wrapped(
            operand,
            operand is Expression.Parameter or Expression.Scalar
                || (operand is Expression.Column && !always)
                || operand is Expression.Subscript or Expression.Field
        );

    private void Wrapped(Expression operand, bool bare)
    {
        if (bare)
        {
            sql.Node(operand);
        }
        else
        {
            sql.Text("(").Node(operand).Text(")");
        }
    }

    /// <summary>Whether nothing before or behind it could take a part of it.</summary>
    private static bool IsClosed(Expression expression) =>
        expression
            is Expression.Literal
                or Expression.Column
                or Expression.Parameter
                or Expression.SqlValue
                or Expression.Choice
                or Expression.Case
                or Expression.Row
                or Expression.ArrayOf
                or Expression.ArrayOfQuery
                or Expression.Exists
                or Expression.Scalar
                or Expression.Cast { Type.Tail.Length: 0 }
        || expression is Expression.Call { Over: null, Filter: null, WithinGroup.Count: 0 };

    private static string Literal(Expression.Literal literal) =>
        literal.Kind switch
        {
            LiteralKind.Null => "null",
            LiteralKind.True => "true",
            LiteralKind.False => "false",
            LiteralKind.Number => literal.Text,
            LiteralKind.Bits => $"{literal.Text[0]}'{literal.Text[1..]}'",
            _ => Quoted(literal.Text),
        };

    private static string Quoted(string text)
    {
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return doubled.Contains('\\', StringComparison.Ordinal)
            ? $"E'{doubled.Replace("\\", "\\\\", StringComparison.Ordinal)}'"
            : $"'{doubled}'";
    }
}
