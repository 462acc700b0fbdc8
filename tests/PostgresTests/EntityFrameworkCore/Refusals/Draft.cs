namespace PostgresTests.EntityFrameworkCore.Refusals;

internal sealed class Draft
{
    public int Id { get; set; }

    public Guid? TenantId { get; set; }
}
