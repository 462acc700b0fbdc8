namespace Ringfence.Sql;

/// <summary>What a piece of SQL text is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A key word or a name without quotes, which PostgreSQL reads in lower case.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Name,

    /// <summary>A string of any kind, dollar-quoted bodies too.</summary>
    String,

    /// <summary>One character of anything else.</summary>
    Sign,
}
