using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>A judgement on what policies let services do with a tenant table, where it is not that they keep tenants apart.</summary>
/// <param name="Table">The table.</param>
/// <param name="Command">The command.</param>
/// <param name="OfCheck">Whether it is about the rows that are written; else about those that are touched.</param>
/// <param name="Judgement">What the judge found.</param>
internal sealed record PolicyLeak(TenantTable Table, PolicyCommand Command, bool OfCheck, Judgement Judgement);
