namespace PostgresTests.EntityFrameworkCore.Refusals;

/// <summary>A customer whose model says whose it is, and whose code may say it wrongly.</summary>
internal sealed class DeclaredCustomer
{
    public int Id { get; set; }

    public Guid? TenantId { get; set; }

    public required string Name { get; set; }
}
