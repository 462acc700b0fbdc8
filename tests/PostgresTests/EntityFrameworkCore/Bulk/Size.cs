namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Size
{
    public int Width { get; set; }

    public int? Height { get; set; }
}
