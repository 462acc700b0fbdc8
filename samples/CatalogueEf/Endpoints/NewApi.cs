namespace CatalogueEf.Endpoints;

/// <summary>An API to add or change.</summary>
/// <param name="Name">Unique within the tenant.</param>
/// <param name="Host">Where it answers.</param>
/// <param name="TenantId">A caller may send any tenant here: another's is refused.</param>
internal sealed record NewApi(string Name, string Host, Guid? TenantId = null);
