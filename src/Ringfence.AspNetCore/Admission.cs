using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore;

/// <summary>Whether a request may act for its tenant. A refused one may have a tenant too: for the log only.</summary>
internal readonly record struct Admission(TenantId? Tenant, Refusal? Refusal);
