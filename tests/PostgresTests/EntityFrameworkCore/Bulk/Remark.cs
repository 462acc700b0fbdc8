namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Remark
{
    public required string Text { get; set; }
}
