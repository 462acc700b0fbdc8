namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Document
{
    public int Id { get; set; }

    public Size Size { get; set; } = new();
}
