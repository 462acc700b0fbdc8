namespace PostgresTests.EntityFrameworkCore;

internal sealed class Purchase
{
    public int Id { get; set; }

    public int CustomerId { get; set; }

    public int Total { get; set; }
}
