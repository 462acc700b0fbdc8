using System.Runtime.InteropServices;

namespace Ringfence.Sql;

/// <summary>
/// What the text of a command holds, as far as the bind before it must know: one statement or several, and the kind of
/// each. A text that this reads wrongly gets an error from the server or no rows, never another tenant's.
/// </summary>
/// <param name="Several">It holds more than one statement.</param>
/// <param name="First">The kind of the first.</param>
/// <param name="NeedsNoTenant">There are statements in it, and none is an ordinary one or begins a transaction.</param>
/// <param name="BeginsTransaction">One of the statements begins a transaction.</param>
/// <param name="EndsTransaction">One ends a transaction, and none after it begins another.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SqlText(
    bool Several,
    StatementKind First,
    bool NeedsNoTenant,
    bool BeginsTransaction,
    bool EndsTransaction
)
{
    /// <summary>
    /// Where the only statement stands, if semicolons and comments around it would make several of it to a driver that
    /// reads no comments; else nothing.
    /// </summary>
    public Range? Only { get; private init; }

    public static SqlText Read(string text)
    {
        if (IsPlain(text))
        {
            return default;
        }

        var lexer = new SqlLexer(text);
        var statements = 0;
        var first = StatementKind.Ordinary;
        bool needsNoTenant = true;
        bool begins = false;
        bool ends = false;
        bool inBody = false;
        var (start, end) = (0, 0);
        while (lexer.NextStatement() is { } words)
        {
            var kind = Kind(words);
            // A body that is not a string has statements of its own, and an END that ends no transaction.
            if (inBody && words is ["END"])
            {
                (kind, inBody) = (StatementKind.Ordinary, false);
            }

            inBody |= OpensBody(words, text.AsSpan(lexer.Start..lexer.End));
            if (statements++ == 0)
            {
                first = kind;
                (start, end) = (lexer.Start, lexer.End);
            }

            needsNoTenant &= kind is not (StatementKind.Ordinary or StatementKind.BeginsTransaction);
            begins |= kind == StatementKind.BeginsTransaction;
            ends = kind == StatementKind.EndsTransaction || (ends && kind != StatementKind.BeginsTransaction);
        }

        var parted = text.AsSpan(0, start).Contains(';') || (end < text.Length && !text.AsSpan(end + 1).IsWhiteSpace());
        return new(statements > 1, first, needsNoTenant && statements > 0, begins, ends)
        {
            Only = statements == 1 && parted ? start..end : null,
        };
    }

    public static StatementKind Kind(IReadOnlyList<string> words) =>
        words switch
        {
            ["BEGIN", ..] or ["START", "TRANSACTION", ..] => StatementKind.BeginsTransaction,
            ["ROLLBACK" or "COMMIT", "PREPARED", ..] => StatementKind.OutsideTransaction,
            ["ROLLBACK", "TO", ..] or ["ROLLBACK", "WORK" or "TRANSACTION", "TO", ..] =>
                StatementKind.ControlsTransaction,
            // The transaction that follows at once is the same tenant's.
            ["COMMIT" or "END" or "ABORT" or "ROLLBACK", .., "AND", "CHAIN"] => StatementKind.ControlsTransaction,
            ["COMMIT" or "END" or "ABORT" or "ROLLBACK", ..] => StatementKind.EndsTransaction,
            ["PREPARE", "TRANSACTION"] => StatementKind.EndsTransaction,
            ["SAVEPOINT" or "RELEASE", ..] => StatementKind.ControlsTransaction,
            ["SET", "TRANSACTION", ..] or ["SET", "LOCAL" or "SESSION", "TRANSACTION", ..] =>
                StatementKind.ControlsTransaction,
            ["SET", "SESSION", "CHARACTERISTICS", ..] => StatementKind.ControlsTransaction,
            ["VACUUM", ..] or ["DISCARD", "ALL", ..] => StatementKind.OutsideTransaction,
            // Whether what they name is partitioned, or a schema, or a whole database, the words alone do not tell.
            ["CLUSTER", ..] or ["REINDEX", ..] => StatementKind.OutsideTransaction,
            ["ALTER", "SYSTEM" or "DATABASE" or "SUBSCRIPTION", ..] => StatementKind.OutsideTransaction,
            ["CREATE" or "DROP", "DATABASE" or "TABLESPACE" or "SUBSCRIPTION", ..] => StatementKind.OutsideTransaction,
            // Not wherever the word stands: create table … as select concurrently … reads rows.
            ["CREATE", "INDEX", "CONCURRENTLY", ..] or ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..] =>
                StatementKind.OutsideTransaction,
            ["DROP" or "ALTER", ..] when words.Contains("CONCURRENTLY") => StatementKind.OutsideTransaction,
            _ => StatementKind.Ordinary,
        };

    /// <summary><c>create function … begin atomic</c>. A text that only looks like it keeps its transaction's tenant.</summary>
    private static bool OpensBody(IReadOnlyList<string> words, ReadOnlySpan<char> statement) =>
        words is ["CREATE", "FUNCTION" or "PROCEDURE", ..] or ["CREATE", "OR", "REPLACE", "FUNCTION" or "PROCEDURE", ..]
        && statement.Contains("atomic", StringComparison.OrdinalIgnoreCase);

    /// <summary>Most commands are one plain statement: to know them costs a glance and no memory.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        if (text.Contains(';'))
        {
            return false;
        }

        var word = text.TrimStart();
        word = word[..Math.Min(6, word.Length)];
        return word.Equals("select", StringComparison.OrdinalIgnoreCase)
            || word.Equals("insert", StringComparison.OrdinalIgnoreCase)
            || word.Equals("update", StringComparison.OrdinalIgnoreCase)
            || word.Equals("delete", StringComparison.OrdinalIgnoreCase);
    }
}
