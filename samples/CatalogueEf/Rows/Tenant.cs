namespace CatalogueEf.Rows;

/// <summary>A tenant that the service knows. The table is shared: every tenant reads it, none writes it.</summary>
internal sealed class Tenant
{
    public Guid Id { get; init; }

    public required string Name { get; init; }
}
