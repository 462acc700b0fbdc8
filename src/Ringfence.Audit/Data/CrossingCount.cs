namespace Ringfence.Audit.Data;

/// <summary>How many rows refer to a row of another tenant by one foreign key.</summary>
/// <param name="Table">The table that refers.</param>
/// <param name="Key">The foreign key's name.</param>
/// <param name="Rows">Null where they could not be counted.</param>
/// <param name="Why">Why they could not be counted; empty where they were.</param>
internal sealed record CrossingCount(uint Table, string Key, long? Rows, string Why = "");
