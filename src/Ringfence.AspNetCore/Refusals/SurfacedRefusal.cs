namespace Ringfence.AspNetCore.Refusals;

/// <summary>The refusal that an exception from below stands for.</summary>
internal static class SurfacedRefusal
{
    private const int Depth = 8;

    /// <summary>
    /// Null where the exception is the service's own affair. Object mappers wrap the one that is looked for, and tasks
    /// that ran side by side gather it.
    /// </summary>
    /// <param name="exception">What an endpoint threw.</param>
    /// <param name="tenantId">
    /// The request's tenant, null for none. That another tenant is not active is no answer to this caller.
    /// </param>
    public static Refusal? Find(Exception exception, TenantId? tenantId) => Find(exception, tenantId, Depth);

    private static Refusal? Find(Exception? exception, TenantId? tenantId, int depth) =>
        exception switch
        {
            _ when depth == 0 => null,
            TenantLimitedException limited => TenantRefusals.Limited(limited.RetryAfter),
            Tenants.TenantNotActiveException other when tenantId is not null && other.TenantId == tenantId =>
                TenantRefusals.Find(other.State),
            AggregateException all => all
                .InnerExceptions.Select(inner => Find(inner, tenantId, depth - 1))
                .FirstOrDefault(refusal => refusal is not null),
            { InnerException: { } inner } => Find(inner, tenantId, depth - 1),
            _ => null,
        };
}
