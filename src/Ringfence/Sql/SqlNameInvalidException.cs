namespace Ringfence.Sql;

/// <summary>A text that PostgreSQL cannot take as a name.</summary>
/// <param name="text">The text.</param>
public sealed class SqlNameInvalidException(string text)
    : RingfenceException(
        "RF4004",
        $"'{text.Replace("\0", "\\0", StringComparison.Ordinal)}' is no name in PostgreSQL. Give 1 to 63 bytes of UTF-8"
            + " without a zero byte."
    );
