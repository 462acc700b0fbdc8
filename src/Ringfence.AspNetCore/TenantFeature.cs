namespace Ringfence.AspNetCore;

internal sealed record TenantFeature(TenantId Tenant) : ITenantFeature;
