namespace Ringfence.Audit;

/// <summary>How much a finding weighs.</summary>
internal enum Severity
{
    /// <summary>Worth knowing; nothing leaks by it.</summary>
    Note,

    /// <summary>Rows may be told of, lost or reached where something else fails too, or all gets slow.</summary>
    Warning,

    /// <summary>Rows of one tenant are in reach of another.</summary>
    Error,
}
