namespace Catalogue;

/// <summary>An API to add or change.</summary>
/// <param name="Name">Unique within the tenant.</param>
/// <param name="Host">Where it answers.</param>
/// <param name="TenantId">A caller may send any tenant here; it is the database that refuses another's.</param>
internal sealed record NewApi(string Name, string Host, Guid? TenantId = null);
