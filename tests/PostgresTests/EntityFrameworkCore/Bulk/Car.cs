namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Car : Vehicle
{
    public int Doors { get; set; }
}
