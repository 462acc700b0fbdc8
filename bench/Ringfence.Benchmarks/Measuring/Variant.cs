namespace Ringfence.Benchmarks.Measuring;

/// <summary>One way to do the same thing. An operation takes a connection from the pool and gives it back.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="RunAsync">Does the thing once, with what the random numbers pick.</param>
internal sealed record Variant(string Name, Func<Random, Task> RunAsync);
