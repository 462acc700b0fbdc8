namespace Ringfence.Audit;

/// <summary>Whether a finding still asks for something.</summary>
internal enum FindingState
{
    /// <summary>Nobody knows of it yet.</summary>
    Open,

    /// <summary>The baseline has it.</summary>
    Known,

    /// <summary>The manifest gives a reason, and until when.</summary>
    Suppressed,
}
