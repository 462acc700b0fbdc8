using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>A foreign key between two tenant tables.</summary>
internal sealed record KeyAcross(TenantTable From, Constraint Key, TenantTable To);
