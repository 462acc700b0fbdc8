namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Total
{
    public int Sum { get; set; }
}
