namespace Ringfence.Benchmarks;

/// <summary>One way to do the same thing. An operation takes a connection from the pool and gives it back.</summary>
internal sealed record Variant(string Name, Func<Random, Task> RunAsync);
