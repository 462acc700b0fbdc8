namespace PostgresTests.Bulk;

/// <summary>A composite type of the database.</summary>
public sealed record Extent
{
    public int Width { get; init; }

    public int Height { get; init; }
}
