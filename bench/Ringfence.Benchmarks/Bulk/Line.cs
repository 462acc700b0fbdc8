namespace Ringfence.Benchmarks.Bulk;

/// <summary>A row to insert: five columns, the tenant's besides.</summary>
internal sealed record Line(long Id, Guid Article, int Quantity, string Note, DateTime At);
