namespace Ringfence.Cli.Benches;

/// <summary>How connections are told their tenant.</summary>
internal enum WayKind
{
    /// <summary>Not at all: no policy holds for the role, and the statement has a condition of its own.</summary>
    Bare,

    /// <summary>By a call before the statement and one after it.</summary>
    Session,

    /// <summary>By Ringfence's data source.</summary>
    Bound,
}
