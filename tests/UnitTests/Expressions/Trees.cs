using FsCheck;
using FsCheck.Fluent;
using Ringfence.Catalog.Expressions;

namespace UnitTests.Expressions;

/// <summary>Random trees of what PostgreSQL's grammar can say.</summary>
internal static class Trees
{
    private static readonly Gen<string> Names = Gen.Elements(
        "a",
        "tenant_id",
        "select",
        "Mixed",
        "a b",
        "quo\"te",
        "is",
        "coalesce",
        "трое",
        "trim",
        "double",
        "interval"
    );

    private static readonly Gen<OperatorName> Operators = Gen.Elements(
        new OperatorName("="),
        new OperatorName("<>"),
        new OperatorName("<"),
        new OperatorName("+"),
        new OperatorName("-"),
        new OperatorName("*"),
        new OperatorName("^"),
        new OperatorName("||"),
        new OperatorName("->>"),
        new OperatorName("@>"),
        new OperatorName("~~"),
        new OperatorName("?"),
        new OperatorName("=", "pg_catalog"),
        new OperatorName("<<<", "my schema"),
        new OperatorName("overlaps")
    );

    private static readonly Gen<TypeName> Types = Gen.Elements(
        TypeName.Of("integer"),
        TypeName.Of("double precision"),
        TypeName.Of("character varying"),
        TypeName.Of("timestamp") with
        {
            Tail = "with time zone",
        },
        TypeName.Of("interval") with
        {
            Tail = "day to second(2)",
        },
        TypeName.Of("numeric") with
        {
            Modifiers = [Number("10"), Number("2")],
            Dimensions = 2,
        },
        new TypeName(new DottedName("uuid"), false, [], "", 1),
        new TypeName(new DottedName("pg_catalog", "char"), false, [], "", 0),
        new TypeName(new DottedName("my schema", "T"), false, [Number("3")], "", 0)
    );

    public static Arbitrary<Expression> Arbitrary => Gen.Sized(static size => Tree(Math.Min(size, 12))).ToArbitrary();

    private static Expression.Literal Number(string text) => new(LiteralKind.Number, text);

    private static Gen<Expression> Leaf =>
        Gen.OneOf(
            Gen.Elements<Expression>(
                Expression.Literal.Null,
                Expression.Literal.True,
                Number("1.5e10"),
                Number("0"),
                new Expression.Literal(LiteralKind.Bits, "b0101"),
                new Expression.Parameter("3"),
                new Expression.SqlValue("current_user", null),
                new Expression.SqlValue("localtimestamp", "2")
            ),
            Names.NonEmptyListOf().Select(static p => (Expression)new Expression.Column(p.Take(3).ToValueList())),
            Gen.Elements("", "it's", "a\\b", "\n", "$$", "--", "/*", "'").Select(Text)
        );

    private static Expression Text(string text) => new Expression.Literal(LiteralKind.Text, text);

    private static Gen<Expression> Tree(int size)
    {
        if (size <= 0)
        {
            return Leaf;
        }

        var one = Tree(size / 2);
        var list = one.NonEmptyListOf().Select(static items => items.Take(4).ToValueList());
        var two = one.Two().Select(static t => (ValueList<Expression>)[t.Item1, t.Item2]);
        var flag = ArbMap.Default.GeneratorFor<bool>();
        return Gen.OneOf(
            Leaf,
            Operations(one),
            Tests(one, flag),
            Compound(one, list, two),
            Queries(size / 2, one, flag)
        );
    }

    private static Gen<Expression> Operations(Gen<Expression> one) =>
        Gen.OneOf(
            from name in Operators
            from left in one
            from right in one
            select (Expression)new Expression.Operation(name, left, right),
            from name in Gen.Elements(new OperatorName("-"), new("~"), new("@"), new("!!", "s"))
            from right in one
            select (Expression)new Expression.Operation(name, null, right),
            from operand in one
            from type in Types
            select (Expression)new Expression.Cast(operand, type),
            one.Select(static o => (Expression)new Expression.Collate(o, new DottedName("pg_catalog", "C"))),
            one.Two().Select(static t => (Expression)new Expression.AtZone(t.Item1, t.Item2)),
            one.Select(static o => (Expression)new Expression.AtZone(o, null))
        );

    private static Gen<Expression> Tests(Gen<Expression> one, Gen<bool> flag) =>
        Gen.OneOf(
            from operand in one
            from kind in Gen.Elements(TestKind.Null, TestKind.True, TestKind.Unknown, TestKind.Document)
            from negated in flag
            select (Expression)new Expression.Test(operand, kind, negated),
            from operand in one
            from negated in flag
            select (Expression)new Expression.Test(operand, TestKind.Normalized, negated, "nfkc"),
            from t in one.Two()
            from negated in flag
            select (Expression)new Expression.Distinct(t.Item1, t.Item2, negated),
            from t in one.Three()
            from negated in flag
            from symmetric in flag
            select (Expression)new Expression.Between(t.Item1, t.Item2, t.Item3, negated, symmetric),
            from t in one.Three()
            from kind in Gen.Elements(LikeKind.Like, LikeKind.ILike, LikeKind.SimilarTo)
            from negated in flag
            from escapes in flag
            select (Expression)new Expression.Like(t.Item1, kind, t.Item2, escapes ? t.Item3 : null, negated)
        );

    private static Gen<Expression> Compound(
        Gen<Expression> one,
        Gen<ValueList<Expression>> list,
        Gen<ValueList<Expression>> two
    ) =>
        Gen.OneOf(
            two.Select(static o => (Expression)new Expression.And(o)),
            two.Select(static o => (Expression)new Expression.Or(o)),
            one.Select(static o => (Expression)new Expression.Not(o)),
            list.Select(static i => (Expression)new Expression.Row(i)),
            list.Select(static i => (Expression)new Expression.ArrayOf(i)),
            list.Select(static i => (Expression)new Expression.Choice("coalesce", i)),
            from name in Names.Two()
            from arguments in list
            from filter in one
            select (Expression)
                new Expression.Call(
                    new DottedName(name.Item1, name.Item2),
                    arguments.Select(static (a, i) => new Argument(i == 1 ? "a b" : null, i == 2, a)).ToValueList()
                )
                {
                    Filter = filter,
                },
            from operand in one
            from items in two
            select (Expression)new Expression.InList(operand, items, true),
            from t in one.Two()
            from name in Operators.Where(static o => o.Symbol != "overlaps")
            where t.Item2 is not Expression.Scalar
            select (Expression)new Expression.Quantified(t.Item1, name, true, t.Item2),
            from t in one.Three()
            select (Expression)new Expression.Case(t.Item1, [new Expression.When(t.Item2, t.Item3)], t.Item1),
            one.Two().Select(static t => (Expression)new Expression.Subscript(t.Item1, t.Item2, null, true)),
            from operand in one
            from name in Names
            select (Expression)new Expression.Field(operand, name)
        );

    private static Gen<Expression> Queries(int size, Gen<Expression> one, Gen<bool> flag)
    {
        var query = size <= 0 ? one.Select(Simple) : Query(size / 2, flag);
        return Gen.OneOf(
            query.Select(static q => (Expression)new Expression.Scalar(q)),
            query.Select(static q => (Expression)new Expression.Exists(q)),
            query.Select(static q => (Expression)new Expression.ArrayOfQuery(q)),
            from operand in one
            from q in query
            from negated in flag
            select (Expression)new Expression.InQuery(operand, q, negated),
            from operand in one
            from q in query
            from all in flag
            select (Expression)new Expression.QuantifiedQuery(operand, new OperatorName("="), all, q)
        );
    }

    private static Query Simple(Expression target) => new(new QueryBody.Select([new QueryBody.Target(target, null)]));

    private static Gen<Query> Query(int size, Gen<bool> flag)
    {
        var one = Tree(size);
        var table = Names.Two().Select(static n => (FromItem)new FromItem.Table(new DottedName(n.Item1, n.Item2)));
        var aliased = from t in table from name in Names select t with { Alias = new(name, [], []) };
        var joined =
            from left in table
            from right in aliased
            from kind in Gen.Elements("inner", "left", "full")
            from condition in one
            select (FromItem)new FromItem.Join(kind, left, right) { On = condition };
        var selected =
            from target in one
            from alias in Names
            from item in Gen.OneOf(table, aliased, joined)
            from condition in one
            from limited in flag
            select new Query(
                new QueryBody.Select([new QueryBody.Target(target, alias)]) { From = [item], Where = condition }
            )
            {
                OrderBy = limited ? [new OrderItem(target, true, null, false)] : [],
                Limit = limited ? condition : null,
            };
        var combined =
            from left in selected
            from right in selected
            from name in Gen.Elements("union", "intersect", "except")
            from all in flag
            select new Query(new QueryBody.Combination(name, all, left, right));
        return Gen.OneOf(selected, combined, one.Select(Simple));
    }
}
