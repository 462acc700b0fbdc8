namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Reads expressions and queries as <c>pg_get_expr</c>, <c>pg_get_constraintdef</c> and <c>pg_get_viewdef</c> of
/// PostgreSQL 14 to 18 print them, and as people write them. Never throws: what it does not know has no tree.
/// </summary>
internal static class SqlParser
{
    /// <summary>
    /// Longer texts are not read: nobody judges a policy of a megabyte, and trees take fifty times as much.
    /// </summary>
    public const int MaxLength = 4 * 1024 * 1024;

    public static Parsed<Expression> Expression(string text) =>
        Read(text, static grammar => grammar.Expressions.Read());

    public static Parsed<Query> Query(string text) =>
        Read(
            text,
            static grammar =>
            {
                var query = grammar.Queries.Read();
                grammar.Cursor.Accept(";");
                return query;
            }
        );

    /// <summary>The expression of <c>check (…) no inherit not valid</c>; other constraints have none.</summary>
    public static Parsed<Expression> Check(string definition) =>
        Read(
            definition,
            static grammar =>
            {
                grammar.Cursor.Expect("check");
                grammar.Cursor.Expect("(");
                var expression = grammar.Expressions.Read();
                grammar.Cursor.Expect(")");
                while (
                    grammar.Cursor.Accept("no", "inherit")
                    || grammar.Cursor.Accept("not", "valid")
                    || grammar.Cursor.Accept("not", "enforced")
                )
                {
                    // They say where and when it holds, not what.
                }

                return expression;
            }
        );

    private static Parsed<T> Read<T>(string text, Func<Grammar, T> read)
        where T : Syntax
    {
        if (text.Length > MaxLength)
        {
            return new(null, new(MaxLength, "the text is too long"));
        }

        try
        {
            var grammar = new Grammar(text);
            var tree = read(grammar);
            return grammar.Cursor.Now.Kind == TokenKind.End
                ? new(tree, null)
                : throw grammar.Cursor.Fail($"'{grammar.Cursor.Now.Text}' is not expected here");
        }
        catch (UnparsedException failure)
        {
            return new(null, new(failure.Position, failure.Message));
        }
    }
}
