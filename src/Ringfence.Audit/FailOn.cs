namespace Ringfence.Audit;

/// <summary>From which severity on a finding fails the run, and what a rule of that severity could not decide.</summary>
internal enum FailOn
{
    Error,
    Warning,

    /// <summary>Neither a finding nor a doubt fails the run; that a part could not be seen still does.</summary>
    None,
}
