namespace Ringfence.Cli.Benches;

/// <summary>Who resets the session of a way before it is used again.</summary>
internal enum WayReset
{
    /// <summary>The driver, in a message of its own.</summary>
    ByDriver,

    /// <summary>The bind of the next use; for Ringfence's own ways.</summary>
    WithBind,

    /// <summary>Nobody.</summary>
    Never,
}
