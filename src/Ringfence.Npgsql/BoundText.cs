using System.Security.Cryptography;
using System.Text;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>Puts binds into a text of several statements, where <see cref="BoundBatch"/> would put them in a batch.</summary>
internal static class BoundText
{
    /// <summary>
    /// A name for the bind's parameter, for one execution. Where the bind shares its text with the user's statements,
    /// whatever was injected into these could name it, and read the token. The driver replaces names by numbers, so that
    /// the name does not reach the server.
    /// </summary>
    public static string NewParameter() => $"ringfence_bind_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>With a bind before the first statement that needs one, and again after transaction control.</summary>
    /// <param name="text">The user's.</param>
    /// <param name="parameter">The bind's.</param>
    /// <param name="clean">What goes before the first bind; null for nothing.</param>
    public static string Of(string text, string parameter, string? clean)
    {
        var call = $"call ringfence.bind(@{parameter});";
        var first = clean is null ? "" : $"{clean};";
        var sql = new StringBuilder(text.Length + (2 * call.Length));
        var lexer = new SqlLexer(text);
        var copied = 0;
        var bound = false;
        while (lexer.NextStatement() is { } words)
        {
            var isOrdinary = SqlText.Kind(words) == StatementKind.Ordinary;
            if (isOrdinary && !bound)
            {
                sql.Append(text, copied, lexer.Start - copied).Append(first).Append(call);
                first = "";
                copied = lexer.Start;
            }

            bound = isOrdinary;
        }

        return sql.Append(text, copied, text.Length - copied).ToString();
    }
}
