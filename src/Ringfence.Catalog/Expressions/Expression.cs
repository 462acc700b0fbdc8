namespace Ringfence.Catalog.Expressions;

/// <summary>
/// A PostgreSQL expression as its grammar has it (chapter 4.2, "Value Expressions"), without parentheses: the shape of
/// the tree says what they said. Nothing is resolved: a column may turn out to be a whole row, a call a cast.
/// </summary>
internal abstract record Expression : Syntax
{
    private Expression() { }

    /// <param name="Kind">Which.</param>
    /// <param name="Text">Empty for null, true and false.</param>
    internal sealed record Literal(LiteralKind Kind, string Text) : Expression
    {
        public static readonly Literal Null = new(LiteralKind.Null, "");
        public static readonly Literal True = new(LiteralKind.True, "");
        public static readonly Literal False = new(LiteralKind.False, "");
    }

    /// <summary>A column, with table, schema and database as far as the text says them.</summary>
    internal sealed record Column(ValueList<string> Path) : Expression
    {
        public Column(params string[] path)
            : this(path.ToValueList()) { }

        public string Name => Path[^1];

        public string? Table => Path.Count > 1 ? Path[^2] : null;
    }

    /// <summary><c>*</c>, or <c>t.*</c> with a path.</summary>
    internal sealed record Star(ValueList<string> Path) : Expression;

    internal sealed record Parameter(string Number) : Expression;

    /// <summary><c>current_user</c>, <c>current_timestamp(3)</c> and their like, called without parentheses.</summary>
    internal sealed record SqlValue(string Name, string? Precision) : Expression;

    internal sealed record Call(DottedName Function, ValueList<Argument> Arguments) : Expression
    {
        /// <summary>Whether the argument is the star of <c>count(*)</c>.</summary>
        public bool OfAll { get; init; }

        public bool OfDistinct { get; init; }

        public ValueList<OrderItem> OrderBy { get; init; } = [];

        public ValueList<OrderItem> WithinGroup { get; init; } = [];

        public Expression? Filter { get; init; }

        public WindowSpecification? Over { get; init; }

        public override IEnumerable<Syntax> Children =>
            [Function, .. Arguments, .. OrderBy, .. WithinGroup, .. Below(Filter, Over)];
    }

    /// <summary>
    /// <c>coalesce</c>, <c>nullif</c>, <c>greatest</c>, <c>least</c>, <c>grouping</c>: keywords, never functions.
    /// </summary>
    internal sealed record Choice(string Name, ValueList<Expression> Arguments) : Expression
    {
        public override IEnumerable<Syntax> Children => Arguments;
    }

    /// <summary>
    /// A keyword whose parentheses hold a grammar of their own: <c>extract</c>, <c>xmlelement</c>, <c>json_value</c>.
    /// </summary>
    internal sealed record Form(string Name, ValueList<FormPart> Parts) : Expression
    {
        /// <summary>Of an aggregate: <c>json_arrayagg(…) filter (where …)</c>.</summary>
        public Expression? Filter { get; init; }

        public override IEnumerable<Syntax> Children => [.. Parts, .. Below(Filter)];
    }

    /// <param name="Operator">What is applied; <c>overlaps</c> is one.</param>
    /// <param name="Left">Null for a prefix operator.</param>
    /// <param name="Right">The operand that every operator has.</param>
    internal sealed record Operation(OperatorName Operator, Expression? Left, Expression Right) : Expression
    {
        public override IEnumerable<Syntax> Children => Below(Operator, Left, Right);
    }

    /// <summary>Two operands or more.</summary>
    internal sealed record And(ValueList<Expression> Operands) : Expression
    {
        public override IEnumerable<Syntax> Children => Operands;
    }

    /// <summary>Two operands or more.</summary>
    internal sealed record Or(ValueList<Expression> Operands) : Expression
    {
        public override IEnumerable<Syntax> Children => Operands;
    }

    internal sealed record Not(Expression Operand) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand];
    }

    /// <param name="Operand">What is asked.</param>
    /// <param name="Kind">For what.</param>
    /// <param name="Negated">Whether <c>is not</c> is said.</param>
    /// <param name="Detail">The form of <c>nfc normalized</c>, the words after <c>json</c>; empty if none.</param>
    internal sealed record Test(Expression Operand, TestKind Kind, bool Negated, string Detail = "") : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand];
    }

    /// <summary><c>is distinct from</c>; negated, null equals null.</summary>
    internal sealed record Distinct(Expression Left, Expression Right, bool Negated) : Expression
    {
        public override IEnumerable<Syntax> Children => [Left, Right];
    }

    internal sealed record Between(Expression Operand, Expression Low, Expression High, bool Negated, bool Symmetric)
        : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand, Low, High];
    }

    internal sealed record Like(Expression Operand, LikeKind Kind, Expression Pattern, Expression? Escape, bool Negated)
        : Expression
    {
        public override IEnumerable<Syntax> Children => Below(Operand, Pattern, Escape);
    }

    internal sealed record InList(Expression Operand, ValueList<Expression> Items, bool Negated) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand, .. Items];
    }

    internal sealed record InQuery(Expression Operand, Query Query, bool Negated) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand, Query];
    }

    /// <summary><c>x = any (array)</c>.</summary>
    internal sealed record Quantified(Expression Left, OperatorName Operator, bool All, Expression Array) : Expression
    {
        public override IEnumerable<Syntax> Children => [Left, Operator, Array];
    }

    /// <summary><c>x = any (select …)</c>.</summary>
    internal sealed record QuantifiedQuery(Expression Left, OperatorName Operator, bool All, Query Query) : Expression
    {
        public override IEnumerable<Syntax> Children => [Left, Operator, Query];
    }

    internal sealed record Exists(Query Query) : Expression
    {
        public override IEnumerable<Syntax> Children => [Query];
    }

    /// <summary>A select as a value.</summary>
    internal sealed record Scalar(Query Query) : Expression
    {
        public override IEnumerable<Syntax> Children => [Query];
    }

    /// <summary><c>array(select …)</c>.</summary>
    internal sealed record ArrayOfQuery(Query Query) : Expression
    {
        public override IEnumerable<Syntax> Children => [Query];
    }

    /// <summary><c>array[…]</c>; one within another is a further dimension.</summary>
    internal sealed record ArrayOf(ValueList<Expression> Items) : Expression
    {
        public override IEnumerable<Syntax> Children => Items;
    }

    internal sealed record Row(ValueList<Expression> Items) : Expression
    {
        public override IEnumerable<Syntax> Children => Items;
    }

    internal sealed record Case(Expression? Operand, ValueList<When> Whens, Expression? Else) : Expression
    {
        public override IEnumerable<Syntax> Children => [.. Below(Operand), .. Whens, .. Below(Else)];
    }

    /// <summary>A branch of a case; an expression only within one.</summary>
    internal sealed record When(Expression Condition, Expression Result) : Syntax
    {
        public override IEnumerable<Syntax> Children => [Condition, Result];
    }

    /// <summary><c>x::type</c>, <c>cast(x as type)</c> and <c>type 'x'</c>.</summary>
    internal sealed record Cast(Expression Operand, TypeName Type) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand, Type];
    }

    /// <param name="Operand">An array, or whatever has subscripts.</param>
    /// <param name="Lower">The only subscript, or a slice's first.</param>
    /// <param name="Upper">A slice's last.</param>
    /// <param name="Slice">Whether there is a colon.</param>
    internal sealed record Subscript(Expression Operand, Expression? Lower, Expression? Upper, bool Slice) : Expression
    {
        public override IEnumerable<Syntax> Children => Below(Operand, Lower, Upper);
    }

    /// <summary><c>(x).name</c>.</summary>
    internal sealed record Field(Expression Operand, string Name) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand];
    }

    /// <summary><c>(x).*</c>.</summary>
    internal sealed record AllFields(Expression Operand) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand];
    }

    internal sealed record Collate(Expression Operand, DottedName Collation) : Expression
    {
        public override IEnumerable<Syntax> Children => [Operand, Collation];
    }

    /// <summary><c>at time zone</c>, or <c>at local</c> without a zone.</summary>
    internal sealed record AtZone(Expression Operand, Expression? Zone) : Expression
    {
        public override IEnumerable<Syntax> Children => Below(Operand, Zone);
    }
}
