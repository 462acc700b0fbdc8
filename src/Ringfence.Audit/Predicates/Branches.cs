using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>The values that an expression may come to have, each with what must hold for it.</summary>
internal static class Branches
{
    private const int MaxCount = 32;

    /// <returns>At least one; the expression itself if there are no others, or too many.</returns>
    public static IReadOnlyList<(Formula Guard, Expression Value)> Of(Expression expression, FormulaReader formulas)
    {
        var branches = new List<(Formula, Expression)>();
        return Add(expression, Formula.Always, formulas, branches) ? branches : [(Formula.Always, expression)];
    }

    private static bool Add(
        Expression expression,
        Formula guard,
        FormulaReader formulas,
        List<(Formula, Expression)> branches
    )
    {
        switch (expression)
        {
            case Expression.Choice { Name: "coalesce" } choice:
                var earlier = guard;
                foreach (var argument in choice.Arguments)
                {
                    if (!Add(argument, earlier, formulas, branches))
                    {
                        return false;
                    }

                    earlier = Formula.And(earlier, formulas.IsNull(argument));
                }

                return true;
            case Expression.Case choice:
                return AddCase(choice, guard, formulas, branches);
            case Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } value:
                return AddScalar(scalar, value, guard, formulas, branches);
            case Expression.Cast { Operand: Expression.Choice { Name: "coalesce" } or Expression.Case } cast:
                var start = branches.Count;
                if (!Add(cast.Operand, guard, formulas, branches))
                {
                    return false;
                }

                for (var i = start; i < branches.Count; i++)
                {
                    branches[i] = (branches[i].Item1, cast with { Operand = branches[i].Item2 });
                }

                return true;
            default:
                branches.Add((guard, expression));
                return branches.Count <= MaxCount;
        }
    }

    /// <summary>A value that is computed once a statement stays in its sub-select, to tell it from one of the moment.</summary>
    private static bool AddScalar(
        Expression.Scalar scalar,
        Expression value,
        Formula guard,
        FormulaReader formulas,
        List<(Formula, Expression)> branches
    )
    {
        if (QueryReach.IsCorrelated(scalar.Query))
        {
            return Add(value, guard, formulas, branches);
        }

        var start = branches.Count;
        if (!Add(value, Formula.Always, formulas, branches))
        {
            return false;
        }

        for (var i = start; i < branches.Count; i++)
        {
            var (inner, branch) = branches[i];
            var isConstant = BuiltIn.TextOf(branch) is not null || branch is Expression.Literal;
            branches[i] = (
                Formula.And(guard, inner.Hoisted()),
                isConstant ? branch : new Expression.Scalar(KeyReader.Selecting(scalar.Query, branch))
            );
        }

        return true;
    }

    /// <summary>That earlier branches were not taken is left out: it would only narrow.</summary>
    private static bool AddCase(
        Expression.Case choice,
        Formula guard,
        FormulaReader formulas,
        List<(Formula, Expression)> branches
    )
    {
        foreach (var when in choice.Whens)
        {
            var condition = choice.Operand is null
                ? when.Condition
                : new Expression.Operation(new("="), choice.Operand, when.Condition);
            // Rows are compared as records here, of which null equals null: that cannot be taken apart.
            var chosen =
                choice.Operand is Expression.Row || (choice.Operand is not null && when.Condition is Expression.Row)
                    ? new Formula.Condition(condition, Truth.True)
                    : formulas.True(condition);
            if (!Add(when.Result, Formula.And(guard, chosen), formulas, branches))
            {
                return false;
            }
        }

        if (choice.Else is null)
        {
            return branches.Count <= MaxCount;
        }

        var refused = new Formula.AllOf([
            .. choice.Operand is null ? choice.Whens.Select(w => formulas.NotTrue(w.Condition)) : [],
        ]);
        return Add(choice.Else, Formula.And(guard, refused), formulas, branches);
    }
}
