namespace Ringfence.Audit;

/// <summary>A finding, and whether it still asks for something.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Reason">Why it is suppressed; null otherwise.</param>
internal sealed record JudgedFinding(Finding Finding, FindingState State, string? Reason = null);
