namespace Ringfence.Catalog.Functions;

/// <summary>What an expression uses, once each.</summary>
internal sealed record Use
{
    public required UsedKind Kind { get; init; }
    public required uint Oid { get; init; }

    /// <summary>Of a relation, the column's number, or 0 for the whole; otherwise 0.</summary>
    public required int Column { get; init; }

    public static Use Read(Row row) =>
        new()
        {
            Kind = row.Word<UsedKind>("used"),
            Oid = row.Oid("used_oid"),
            Column = row.Number("used_column"),
        };
}
