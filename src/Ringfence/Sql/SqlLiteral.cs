namespace Ringfence.Sql;

/// <summary>A text to write into DDL, where PostgreSQL takes no parameter. Never a secret: DDL is logged.</summary>
internal sealed record SqlLiteral(string Text)
{
    /// <summary>As <c>quote_literal</c> writes it: with a backslash, in the form that no setting changes.</summary>
    public string Quoted
    {
        get
        {
            var doubled = Text.Replace("'", "''", StringComparison.Ordinal);
            return doubled.Contains('\\', StringComparison.Ordinal)
                ? $" E'{doubled.Replace("\\", "\\\\", StringComparison.Ordinal)}'"
                : $"'{doubled}'";
        }
    }
}
