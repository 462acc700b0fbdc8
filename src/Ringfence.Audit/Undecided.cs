namespace Ringfence.Audit;

/// <summary>What a rule could neither find nor rule out.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Object">What it looked at.</param>
/// <param name="Reason">Why it could not tell, in one line.</param>
internal sealed record Undecided(Rule Rule, AuditObject Object, string Reason);
