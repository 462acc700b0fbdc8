namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Dog : Animal
{
    public int Barks { get; set; }
}
