using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>A statement of a function's body, as far as it can be read.</summary>
/// <param name="Words">The tokens.</param>
/// <param name="Tree">Its query, or an expression as a query without tables; null where it is none, or cannot be read.</param>
/// <param name="Written">The variables that it may give a value.</param>
/// <param name="IsDeclared">Whether it declares a variable.</param>
/// <param name="IsAssignment">Whether all that it does is to give a variable a value.</param>
internal sealed record BodyStatement(
    ImmutableArray<Token> Words,
    Query? Tree,
    ImmutableArray<string> Written,
    bool IsDeclared = false,
    bool IsAssignment = false
)
{
    public bool Begins(string word) => !Words.IsEmpty && Words[0].Is(word);

    /// <summary>Whether the name stands in it, be it in a text that it may run.</summary>
    public bool Mentions(string name) =>
        Words.Any(word =>
            word.Kind == TokenKind.Text
                ? Subjects.Functions.Names(word.Text.ToLowerInvariant(), name)
                : word.Kind is TokenKind.Word or TokenKind.Quoted
                    && string.Equals(word.Text, name, StringComparison.OrdinalIgnoreCase)
        );
}
