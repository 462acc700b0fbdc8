namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Origin
{
    public required string City { get; set; }

    public int Zip { get; set; }
}
