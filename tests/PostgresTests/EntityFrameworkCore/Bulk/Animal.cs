namespace PostgresTests.EntityFrameworkCore.Bulk;

internal abstract class Animal
{
    public Guid Id { get; set; }

    public required string Name { get; set; }
}
