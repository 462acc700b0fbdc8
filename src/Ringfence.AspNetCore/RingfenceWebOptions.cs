using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Ringfence.AspNetCore.Resolvers;

namespace Ringfence.AspNetCore;

/// <summary>
/// Where the tenant of a request comes from, and which tenants are let in. One source, chosen at most once: a service
/// whose options choose twice does not start.
/// </summary>
public sealed class RingfenceWebOptions
{
    /// <summary>The claim that names the tenant, unless another source is chosen.</summary>
    public const string DefaultClaimType = "tenant_id";

    /// <summary>
    /// Says whether the service knows a tenant; one that it does not know is refused with 403. Null to take every
    /// well-formed tenant: right where the names come from a trusted issuer, since an unknown tenant has no rows.
    /// </summary>
    /// <remarks>Asked at every request, with no tenant in scope: keep the answer in memory.</remarks>
    public Func<HttpContext, TenantId, CancellationToken, ValueTask<bool>>? IsKnownTenant { get; set; }

    internal ITenantResolver Resolver { get; private set; } = new ClaimTenantResolver(DefaultClaimType);

    internal Func<HttpContext, TenantId, ValueTask<bool>>? IsMember { get; private set; }

    internal int Choices { get; private set; }

    /// <summary>
    /// Takes the tenant from a claim of the caller's authenticated identities. Repeats are fine; claims that name
    /// different tenants are refused with 403.
    /// </summary>
    /// <param name="claimType">The type as the principal has it, after the scheme's own renaming of claims.</param>
    public void FromClaim(string claimType)
    {
        ArgumentException.ThrowIfNullOrEmpty(claimType);
        Choose(new ClaimTenantResolver(claimType));
    }

    /// <summary>Takes the tenant from the path, <c>/{tenant}/invoices</c>, where any caller may write any tenant.</summary>
    /// <param name="name">The route parameter. An endpoint without it is refused with 403, unless it needs no tenant.</param>
    /// <param name="isMember">
    /// Says whether the request's user belongs to the tenant; if not, the request is refused with 403. It is all that
    /// stands between the caller and the rows of every tenant. There is no tenant in scope while it runs.
    /// </param>
    public void FromRouteValue(string name, Func<HttpContext, TenantId, ValueTask<bool>> isMember)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(isMember);
        Choose(new RouteTenantResolver(name), isMember);
    }

    /// <summary>Takes the tenant from a resolver of the service's own; what it returns is believed.</summary>
    /// <typeparam name="TResolver">
    /// Taken from the request's services, or made from them at every request if it is not registered; one that must be
    /// disposed has to be registered.
    /// </typeparam>
    public void From<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResolver>()
        where TResolver : class, ITenantResolver => Choose(new ServiceTenantResolver<TResolver>());

    /// <summary>
    /// Takes the tenant from a function, null for none. What it returns is believed: if the caller can choose it, the
    /// function must check that the caller belongs to the tenant.
    /// </summary>
    public void From(Func<HttpContext, ValueTask<string?>> resolve)
    {
        ArgumentNullException.ThrowIfNull(resolve);
        Choose(new DelegateTenantResolver(resolve));
    }

    private void Choose(ITenantResolver resolver, Func<HttpContext, TenantId, ValueTask<bool>>? isMember = null)
    {
        Resolver = resolver;
        IsMember = isMember;
        Choices++;
    }
}
