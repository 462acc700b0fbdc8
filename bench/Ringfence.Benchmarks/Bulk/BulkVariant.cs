namespace Ringfence.Benchmarks.Bulk;

/// <summary>One way to insert many rows.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Rows">How many rows it is given: fewer where it is slow.</param>
/// <param name="RunAsync">Inserts them and says how many it inserted.</param>
internal sealed record BulkVariant(string Name, int Rows, Func<int, Task<long>> RunAsync);
