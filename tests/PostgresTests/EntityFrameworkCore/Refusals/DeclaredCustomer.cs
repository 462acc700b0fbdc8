namespace PostgresTests.EntityFrameworkCore.Refusals;

/// <summary>A customer of whom code may say wrongly whose it is.</summary>
internal sealed class DeclaredCustomer
{
    public int Id { get; set; }

    public Guid? TenantId { get; set; }

    public required string Name { get; set; }
}
