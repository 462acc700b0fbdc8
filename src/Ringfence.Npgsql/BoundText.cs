using System.Security.Cryptography;
using System.Text;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>Puts binds into a text of several statements, where <see cref="BoundBatch"/> would put them in a batch.</summary>
internal static class BoundText
{
    /// <summary>
    /// Where the bind shares its text with the user's statements, whatever was injected into these could name its
    /// parameter, and read the token. The driver replaces names by numbers, so that this one never leaves the process.
    /// </summary>
    public static readonly string Parameter =
        $"ringfence_bind_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    private static readonly string Call = $"call ringfence.bind(@{Parameter});";

    /// <summary>With a bind before the first statement that needs one, and again after transaction control.</summary>
    public static string Of(string text)
    {
        var sql = new StringBuilder(text.Length + (2 * Call.Length));
        var lexer = new SqlLexer(text);
        var copied = 0;
        var bound = false;
        while (lexer.NextStatement() is { } words)
        {
            var isOrdinary = SqlText.Kind(words) == StatementKind.Ordinary;
            if (isOrdinary && !bound)
            {
                sql.Append(text, copied, lexer.Start - copied).Append(Call);
                copied = lexer.Start;
            }

            bound = isOrdinary;
        }

        return sql.Append(text, copied, text.Length - copied).ToString();
    }
}
