namespace Ringfence.Audit;

/// <summary>What a rule could neither find nor rule out.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Object">What it looked at.</param>
/// <param name="Reason">Why it could not tell, in one line.</param>
internal sealed record Undecided(Rule Rule, AuditObject Object, string Reason)
{
    /// <summary>That of the finding that it may be: a doubt is no lesser thing than what is doubted.</summary>
    public Severity Severity => Rule.Severity;
}
