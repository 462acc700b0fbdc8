using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>What the database said of a tenant.</summary>
/// <param name="State">Null for a tenant that it does not know.</param>
/// <param name="Mark">What announces a change of this tenant.</param>
internal sealed record TenantAnswer(TenantState? State, string Mark);
