using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Says when an expression is true, false or null, by conditions that cannot be taken apart further. A formula holds at
/// least whenever the expression has that value: a judge that finds it narrow enough has found the expression so.
/// </summary>
internal sealed class FormulaReader(RowShape row, KeyReader keys, FunctionBodies bodies)
{
    private readonly Inlining _inlining = new(bodies);

    public Formula True(Expression expression) =>
        expression switch
        {
            Expression.And and => new Formula.AllOf([.. and.Operands.Select(True)]),
            Expression.Or or => new Formula.AnyOf([.. or.Operands.Select(True)]),
            Expression.Not not => False(not.Operand),
            Expression.Test test => Test(test),
            Expression.Operation operation => Operation(operation),
            Expression.Distinct { Negated: true } same
                when same is not ({ Left: Expression.Row } or { Right: Expression.Row }) => Formula.Or(
                Equal(same.Left, same.Right),
                Formula.And(IsNull(same.Left), IsNull(same.Right))
            ),
            Expression.InList { Negated: false } list => new Formula.AnyOf([
                .. list.Items.Select(i => Equal(list.Operand, i)),
            ]),
            Expression.Quantified { All: false, Array: Expression.ArrayOf array } any
                when BuiltIn.IsOperator(any.Operator, "=") && !HasRows(any.Left, array) => new Formula.AnyOf([
                .. array.Items.Select(i => Equal(any.Left, i)),
            ]),
            Expression.InQuery { Negated: false } query
                when KeyReader.Target(query.Query) is { } value && !_inlining.MayReturnSet(value) => Equal(
                query.Operand,
                value
            ),
            Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } value => Once(scalar, True(value)),
            Expression.Case or Expression.Choice { Name: "coalesce" } => Branched(expression, Truth.True),
            _ => Other(expression, Truth.True),
        };

    /// <summary>That an expression is false or null.</summary>
    public Formula NotTrue(Expression expression) => Formula.Or(False(expression), Null(expression));

    private Formula False(Expression expression) =>
        expression switch
        {
            Expression.And and => new Formula.AnyOf([.. and.Operands.Select(False)]),
            Expression.Or or => new Formula.AllOf([.. or.Operands.Select(False)]),
            Expression.Not not => True(not.Operand),
            Expression.Test { Kind: TestKind.True or TestKind.False or TestKind.Unknown } test => True(
                test with
                {
                    Negated = !test.Negated,
                }
            ),
            Expression.Test { Kind: TestKind.Null } test when IsPlain(test.Operand) || BuiltIn.IsNull(test.Operand) =>
                True(test with { Negated = !test.Negated }),
            Expression.Distinct distinct => True(distinct with { Negated = !distinct.Negated }),
            Expression.Operation { Left: { } left } operation when BuiltIn.IsOperator(operation.Operator, "<>") =>
                Equal(left, operation.Right),
            Expression.InList { Negated: true } list => True(list with { Negated = false }),
            Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } value => Once(scalar, False(value)),
            Expression.Case or Expression.Choice { Name: "coalesce" } => Branched(expression, Truth.False),
            _ => Other(expression, Truth.False),
        };

    private static Formula Null(Expression expression) =>
        BuiltIn.BooleanOf(expression) is not null ? Formula.Never
        : expression is Expression.Not not ? Null(not.Operand)
        : IsNeverNull(expression) ? Formula.Never
        : new Formula.Condition(expression, Truth.Null);

    /// <summary>That a value is null.</summary>
    public Formula IsNull(Expression value) =>
        value switch
        {
            _ when BuiltIn.IsNull(value) => Formula.Always,
            Expression.Literal => Formula.Never,
            _ when row.IsNotNull && row.IsTenant(value) => Formula.Never,
            Expression.Choice { Name: "coalesce" } choice => new Formula.AllOf([.. choice.Arguments.Select(IsNull)]),
            Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } inner => Once(scalar, IsNull(inner)),
            _ => new Formula.Condition(new Expression.Test(value, TestKind.Null, false), Truth.True),
        };

    private Formula Test(Expression.Test test)
    {
        var operand = test.Operand;
        return (test.Kind, test.Negated) switch
        {
            (TestKind.True, false) => True(operand),
            (TestKind.False, false) => False(operand),
            (TestKind.True, true) => Formula.Or(False(operand), Null(operand)),
            (TestKind.False, true) => Formula.Or(True(operand), Null(operand)),
            (TestKind.Unknown, false) => Null(operand),
            (TestKind.Unknown, true) => Formula.Or(True(operand), False(operand)),
            (TestKind.Null, false) => IsNull(operand),
            (TestKind.Null, true) when IsPlain(operand) => new Formula.Condition(
                new Expression.Test(operand, TestKind.Null, false),
                Truth.False
            ),
            _ => new Formula.Condition(test, Truth.True),
        };
    }

    /// <summary>A row of which some are null is neither null nor not null, and a column may hold a row.</summary>
    private bool IsPlain(Expression operand) => row.IsTenant(operand) || keys.Read(operand).IsKey;

    private static bool IsNeverNull(Expression expression) =>
        expression
            is Expression.Distinct
                or Expression.Exists
                or Expression.Test { Kind: TestKind.Null or TestKind.True or TestKind.False or TestKind.Unknown };

    private Formula Operation(Expression.Operation written)
    {
        var operation = Plain(written);
        if (!BuiltIn.IsEquality(operation))
        {
            return Other(operation, Truth.True);
        }

        var (left, right) = (operation.Left!, operation.Right);
        return BuiltIn.BooleanOf(right) is { } r ? (r ? True(left) : False(left))
            : BuiltIn.BooleanOf(left) is { } l ? (l ? True(right) : False(right))
            : Equal(left, right);
    }

    /// <summary>Of a tenant column of the type alone: what else is compared so says nothing of whose the row is.</summary>
    private Expression.Operation Plain(Expression.Operation operation) =>
        row.IsByExtension && (row.IsTenant(operation.Right) || (operation.Left is { } left && row.IsTenant(left)))
            ? bodies.Plain(operation)
            : operation;

    /// <summary>Rows in an array are compared as records, of which null equals null.</summary>
    private static bool HasRows(Expression left, Expression.ArrayOf array) =>
        left is Expression.Row || array.Items.Any(static i => i is Expression.Row);

    /// <summary>That two values are equal, whichever way each of them comes to be.</summary>
    private Formula Equal(Expression left, Expression right)
    {
        if (left is Expression.Row l && right is Expression.Row r && l.Items.Count == r.Items.Count)
        {
            return new Formula.AllOf([.. l.Items.Zip(r.Items, Equal)]);
        }

        if (IsBinding(left, right))
        {
            return Equality(left, right);
        }

        var branches = new List<Formula>();
        foreach (var (guard, value) in Branches.Of(left, this))
        {
            foreach (var (otherGuard, otherValue) in Branches.Of(right, this))
            {
                branches.Add(Formula.And(guard, otherGuard, Equality(value, otherValue)));
            }
        }

        return new Formula.AnyOf([.. branches]);
    }

    private bool IsBinding(Expression left, Expression right) =>
        (row.IsTenant(left) && keys.Read(right).IsKey) || (row.IsTenant(right) && keys.Read(left).IsKey);

    private static Formula Equality(Expression left, Expression right)
    {
        if (left == right && left is Expression.Literal && !BuiltIn.IsNull(left))
        {
            return Formula.Always;
        }

        if (left == right && Steady.Is(left))
        {
            return new Formula.Condition(new Expression.Test(left, TestKind.Null, false), Truth.False);
        }

        if (BuiltIn.IsNull(left) || BuiltIn.IsNull(right))
        {
            return Formula.Never;
        }

        return left is Expression.Literal a && right is Expression.Literal b && a.Kind == b.Kind && IsUnequal(a, b)
            ? Formula.Never
            : new Formula.Condition(new Expression.Operation(new("="), left, right), Truth.True);
    }

    private static bool IsUnequal(Expression.Literal a, Expression.Literal b) =>
        a.Kind switch
        {
            LiteralKind.Number => long.TryParse(a.Text, System.Globalization.CultureInfo.InvariantCulture, out var x)
                && long.TryParse(b.Text, System.Globalization.CultureInfo.InvariantCulture, out var y)
                && x != y,
            _ => false,
        };

    private static Formula Once(Expression.Scalar scalar, Formula formula) =>
        QueryReach.IsCorrelated(scalar.Query) ? formula : formula.Hoisted();

    /// <summary>A boolean that is chosen, by case or coalesce.</summary>
    private Formula Branched(Expression expression, Truth truth)
    {
        var branches = Branches.Of(expression, this);
        return branches is [var (_, only)] && only == expression
            ? Other(expression, truth)
            : new Formula.AnyOf([
                .. branches.Select(b => Formula.And(b.Guard, truth == Truth.True ? True(b.Value) : False(b.Value))),
            ]);
    }

    private Formula Other(Expression expression, Truth truth)
    {
        if (BuiltIn.IsNull(expression))
        {
            return Formula.Never;
        }

        if (BuiltIn.BooleanOf(expression) is { } value)
        {
            return value == (truth == Truth.True) ? Formula.Always : Formula.Never;
        }

        return expression is Expression.Call call && _inlining.Body(call) is { } body
            ? _inlining.Within(() => truth == Truth.True ? True(body) : False(body))
            : new Formula.Condition(expression, truth);
    }
}
