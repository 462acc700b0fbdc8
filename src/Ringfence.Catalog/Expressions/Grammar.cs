namespace Ringfence.Catalog.Expressions;

/// <summary>The readers of one text, which call each other.</summary>
internal sealed class Grammar
{
    public Grammar(string text)
    {
        Cursor = new(new Lexer(text).Read());
        Expressions = new(this);
        Infix = new(this);
        Primaries = new(this);
        Parentheses = new(this);
        Calls = new(this);
        Windows = new(this);
        Forms = new(this);
        Types = new(this);
        Queries = new(this);
        Selects = new(this);
        Froms = new(this);
        TableForms = new(this);
    }

    public Cursor Cursor { get; }

    public ExpressionReader Expressions { get; }

    public InfixReader Infix { get; }

    public PrimaryReader Primaries { get; }

    public ParenthesisReader Parentheses { get; }

    public CallReader Calls { get; }

    public WindowReader Windows { get; }

    public FormReader Forms { get; }

    public TypeReader Types { get; }

    public QueryReader Queries { get; }

    public SelectReader Selects { get; }

    public FromReader Froms { get; }

    public TableFormReader TableForms { get; }
}
