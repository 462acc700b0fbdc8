using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Reads a plpgsql body that is nothing but returns: <c>begin return x; exception when others then return null;
/// end</c>.
/// </summary>
internal static class PlpgsqlReturns
{
    /// <summary>From the semicolon of the only statement: itself, <c>end</c>, another semicolon, and the end of the text.</summary>
    private const int MostAfter = 4;

    /// <returns>What it returns, each as a query; null if the body does anything else.</returns>
    public static IReadOnlyList<Query>? Read(string body)
    {
        List<Token> tokens;
        try
        {
            tokens = new Lexer(body).Read();
        }
        catch (UnparsedException)
        {
            return null;
        }

        var returns = new List<Query>();
        var at = 0;
        if (!Take(tokens, ref at, "begin"))
        {
            return null;
        }

        while (!tokens[at].Is("end"))
        {
            if (Take(tokens, ref at, "exception") || tokens[at].Is("when"))
            {
                if (!SkipCondition(tokens, ref at))
                {
                    return null;
                }
            }
            else if (Return(body, tokens, ref at) is { } query)
            {
                returns.Add(query);
            }
            else
            {
                return null;
            }
        }

        at++;
        Take(tokens, ref at, ";");
        return tokens[at].Kind == TokenKind.End && returns.Count > 0 ? returns : null;
    }

    /// <returns>What it returns the rows of, if that is all that it does: <c>begin return query select …; end</c>.</returns>
    public static Query? ReadQuery(string body)
    {
        try
        {
            var tokens = new Lexer(body).Read();
            var end = tokens.FindIndex(static token => token.Is(";"));
            return
                tokens is [{ Text: "begin" }, { Text: "return" }, { Text: "query" }, ..]
                && end > 0
                && tokens[end + 1].Is("end")
                && tokens[end + 2] is { Kind: TokenKind.End } or { Text: ";" }
                && tokens.Count <= end + MostAfter
                ? SqlParser.Query(body[tokens[3].Position..tokens[end].Position]).Tree
                : null;
        }
        catch (UnparsedException)
        {
            return null;
        }
    }

    /// <summary>The names and codes of the errors that a plpgsql function answers by a return of its own.</summary>
    public static IReadOnlySet<string> Caught(Function function)
    {
        if (function is not { Language: "plpgsql", Source: { } source } || Read(source) is null)
        {
            return new HashSet<string>();
        }

        var words = new Lexer(source).Read().ConvertAll(static token => token.Text);
        var handlers = words.FindIndex(static word => word.Equals("exception", StringComparison.OrdinalIgnoreCase));
        return handlers < 0 ? new HashSet<string>() : words[handlers..].ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static Query? Return(string body, List<Token> tokens, ref int at)
    {
        if (!Take(tokens, ref at, "return"))
        {
            return null;
        }

        var start = tokens[at].Position;
        while (!tokens[at].Is(";"))
        {
            if (tokens[at].Kind == TokenKind.End)
            {
                return null;
            }

            at++;
        }

        var text = body[start..tokens[at++].Position];
        return SqlParser.Query($"select {text}").Tree;
    }

    /// <summary><c>when others then</c>; what the errors are does not matter.</summary>
    private static bool SkipCondition(List<Token> tokens, ref int at)
    {
        if (!Take(tokens, ref at, "when"))
        {
            return false;
        }

        while (!Take(tokens, ref at, "then"))
        {
            if (tokens[at].Kind == TokenKind.End || tokens[at].Is(";"))
            {
                return false;
            }

            at++;
        }

        return true;
    }

    private static bool Take(List<Token> tokens, ref int at, string text)
    {
        if (!tokens[at].Is(text))
        {
            return false;
        }

        at++;
        return true;
    }
}
