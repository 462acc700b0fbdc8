namespace PostgresTests.EntityFrameworkCore;

internal sealed class Customer
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Version { get; set; } = 1;

    public List<Purchase> Purchases { get; } = [];
}
