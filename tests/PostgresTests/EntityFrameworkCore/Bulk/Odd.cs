namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Odd
{
    public int Id { get; set; }

    public string? Value { get; set; }
}
