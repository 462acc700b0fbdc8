namespace Ringfence.AspNetCore;

/// <summary>
/// Lets a controller, an action or an endpoint's handler run with no tenant in scope, whoever calls it and whatever
/// tenant the caller has: for health checks, sign-in pages, webhooks. Statements through the tenant-bound data source
/// are refused there.
/// </summary>
/// <remarks>
/// It says nothing about who may call: that stays with authorization, as allowing anonymous callers says nothing about
/// tenants.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutTenantAttribute : Attribute;
