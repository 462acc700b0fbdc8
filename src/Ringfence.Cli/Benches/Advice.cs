namespace Ringfence.Cli.Benches;

/// <summary>What could be faster, from something that was measured or read.</summary>
/// <param name="About">What it is about: the id of a rule of the audit, or a word.</param>
/// <param name="Text">What is so, and what to do.</param>
/// <param name="Fix">SQL that does it; null where there is none.</param>
internal sealed record Advice(string About, string Text, string? Fix = null);
