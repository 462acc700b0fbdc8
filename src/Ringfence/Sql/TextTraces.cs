namespace Ringfence.Sql;

/// <summary>What a text may leave in its session, as far as the text itself tells.</summary>
[Flags]
internal enum TextTraces
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The last values of sequences, since it writes rows.</summary>
    Sequences = 1,

    /// <summary>Whatever a session can keep: it is not known to leave nothing.</summary>
    Session = 2,
}
