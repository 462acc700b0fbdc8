namespace Ringfence.Benchmarks.Contexts;

/// <summary>What is done with a context of its own.</summary>
internal enum ContextOperation
{
    PointSelect,
    ReadTwenty,
    Insert,
    Batch,
    Transaction,

    /// <summary>A row with the rows of two more tables.</summary>
    Include,
}
