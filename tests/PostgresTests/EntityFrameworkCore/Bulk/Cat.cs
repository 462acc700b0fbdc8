namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Cat : Animal
{
    public int? Lives { get; set; }
}
