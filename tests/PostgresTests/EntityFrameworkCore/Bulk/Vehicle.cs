namespace PostgresTests.EntityFrameworkCore.Bulk;

internal class Vehicle
{
    public int Id { get; set; }
}
