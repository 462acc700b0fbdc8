using System.Collections.Immutable;

namespace Demo.Walk;

/// <summary>Steps that belong together.</summary>
/// <param name="Heading">What it is about.</param>
/// <param name="Introduction">What to know before reading on.</param>
/// <param name="Steps">In order: a step may rest on the ones before it.</param>
internal sealed record Chapter(string Heading, string Introduction, ImmutableArray<Step> Steps);
