using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>Cuts a body into statements, each its words. What a case or a loop holds is a statement of its own.</summary>
internal static class BodyStatements
{
    /// <summary>After these, and after a semicolon, another statement begins.</summary>
    private static readonly string[] Leading = ["begin", "declare", "then", "else", "loop"];

    /// <returns>Null where it is of another language, or cannot be cut as the server cuts it.</returns>
    public static List<ImmutableArray<Token>>? Cut(Function function) =>
        function.Tokens is { } tokens ? Cut(tokens, function.Language == "plpgsql") : null;

    private static List<ImmutableArray<Token>> Cut(List<Token> text, bool hasBlocks)
    {
        var statements = new List<ImmutableArray<Token>>();
        var words = ImmutableArray.CreateBuilder<Token>();
        var cases = 0;
        foreach (var word in text)
        {
            var isEnd = word.Is(";") || word.Kind == TokenKind.End;
            // A case within a statement is an expression, and its words lead to no statement.
            if (isEnd || (hasBlocks && cases == 0 && Array.Exists(Leading, word.Is)))
            {
                statements.Add(words.ToImmutable());
                words.Clear();
                cases = 0;
                continue;
            }

            var isPart = words.Count > 0 && words[^1].Is(".");
            cases +=
                word.Is("case") && words.Count > 0 && !isPart && !(words.Count == 1 && words[0].Is("end")) ? 1
                : word.Is("end") && cases > 0 && !isPart ? -1
                : 0;
            words.Add(word);
        }

        return statements;
    }
}
