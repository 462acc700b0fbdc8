using Demo.Walk;

namespace Demo.Chapters.Injection;

/// <summary>One attack on the injectable search.</summary>
/// <param name="Caption">What it tries.</param>
/// <param name="Name">
/// The name to search for: it ends the quoted text, goes on as SQL, and makes the rest a comment. What stands in braces
/// is filled in when it runs.
/// </param>
/// <param name="Expected">What should come of it.</param>
internal sealed record Attack(string Caption, string Name, Expectation Expected);
