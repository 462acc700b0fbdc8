namespace Ringfence.Audit;

/// <summary>From which severity on a finding fails the run.</summary>
internal enum FailOn
{
    Error,

    /// <summary>Warnings, and what a rule could not decide, fail the run too.</summary>
    Warning,

    /// <summary>No finding fails the run; that a part could not be seen still does.</summary>
    None,
}
