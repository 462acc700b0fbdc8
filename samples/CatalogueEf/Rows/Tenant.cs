namespace CatalogueEf.Rows;

/// <summary>
/// A tenant. The table is nobody's, and the service has no privilege on it: whoever could read it would have the names of
/// all. That a row's tenant exists is checked by its foreign key.
/// </summary>
internal sealed class Tenant
{
    public Guid Id { get; init; }

    public required string Name { get; init; }
}
