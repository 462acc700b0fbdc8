using System.Text;

namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Writes a tree as SQL that reads back as the same tree. Operands are put in parentheses unless nothing could be
/// mistaken; names are quoted where they must be.
/// </summary>
internal sealed class SqlPrinter
{
    private readonly StringBuilder _sql = new();

    private SqlPrinter()
    {
        Expressions = new(this);
        Queries = new(this);
        Parts = new(this);
    }

    public ExpressionPrinter Expressions { get; }

    public QueryPrinter Queries { get; }

    public PartPrinter Parts { get; }

    public static string Print(Syntax node)
    {
        var printer = new SqlPrinter();
        printer.Node(node);
        return printer._sql.ToString();
    }

    public SqlPrinter Node(Syntax node)
    {
        switch (node)
        {
            case Expression expression:
                Expressions.Print(expression);
                break;
            case Query query:
                Queries.Print(query);
                break;
            case QueryBody or FromItem or CommonTable or LockingClause or Grouping:
                Queries.Clause(node);
                break;
            default:
                Parts.Print(node);
                break;
        }

        return this;
    }

    public SqlPrinter Text(string text)
    {
        _sql.Append(text);
        return this;
    }

    public SqlPrinter Name(string name) => Text(Quoted(name));

    public SqlPrinter Names(IEnumerable<string> names, string separator)
    {
        var first = true;
        foreach (var name in names)
        {
            Text(first ? "" : separator).Name(name);
            first = false;
        }

        return this;
    }

    public SqlPrinter List<T>(IEnumerable<T> nodes, string separator = ", ")
        where T : Syntax
    {
        var first = true;
        foreach (var node in nodes)
        {
            Text(first ? "" : separator).Node(node);
            first = false;
        }

        return this;
    }

    public static string Quoted(string name) =>
        Keywords.MustBeQuoted(name) ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
