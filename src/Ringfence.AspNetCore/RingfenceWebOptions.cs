using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.Peers;
using Ringfence.AspNetCore.Resolvers;

namespace Ringfence.AspNetCore;

/// <summary>
/// Where the tenant of a request comes from, and which tenants are let in. Of several sources, all that are there must
/// name one tenant, and all that are required must be there; else the request is refused.
/// </summary>
public sealed class RingfenceWebOptions
{
    /// <summary>The claim that names the tenant, unless another source is chosen.</summary>
    public const string DefaultClaimType = "tenant_id";

    private static readonly ChosenSource[] Default =
    [
        new(new ResolverSource(new ClaimTenantResolver(DefaultClaimType)), SourcePresence.Required, null),
    ];

    private readonly List<ChosenSource> _chosen = [];

    /// <summary>
    /// Says whether the service knows a tenant; one that it does not know is refused with 403. Null to take every
    /// well-formed tenant: right where the names come from a trusted issuer, since an unknown tenant has no rows. The
    /// light way beside a registered <see cref="Tenants.ITenantStore"/>, which is asked as well.
    /// </summary>
    /// <remarks>Asked at every request, with no tenant in scope: keep the answer in memory.</remarks>
    public Func<HttpContext, TenantId, CancellationToken, ValueTask<bool>>? IsKnownTenant { get; set; }

    internal IReadOnlyList<ChosenSource> Sources => _chosen.Count == 0 ? Default : _chosen;

    /// <summary>
    /// Takes the tenant from a claim of the caller's authenticated identities. Repeats are fine; claims that name
    /// different tenants are refused with 403.
    /// </summary>
    /// <param name="claimType">The type as the principal has it, after the scheme's own renaming of claims.</param>
    /// <param name="presence">Whether a request may come without it.</param>
    public void FromClaim(string claimType, SourcePresence presence = SourcePresence.Required)
    {
        ArgumentException.ThrowIfNullOrEmpty(claimType);
        Choose(new ClaimTenantResolver(claimType), presence);
    }

    /// <summary>Takes the tenant from the path, <c>/{tenant}/invoices</c>, where any caller may write any tenant.</summary>
    /// <param name="name">The route parameter. An endpoint without it is refused with 403, unless it needs no tenant.</param>
    /// <param name="isMember">
    /// Says whether the request's user belongs to the tenant; if not, the request is refused with 403. It is all that
    /// stands between the caller and the rows of every tenant. There is no tenant in scope while it runs.
    /// </param>
    /// <param name="presence">Whether a request may come without it.</param>
    public void FromRouteValue(
        string name,
        Func<HttpContext, TenantId, ValueTask<bool>> isMember,
        SourcePresence presence = SourcePresence.Required
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(isMember);
        Choose(new RouteTenantResolver(name), presence, isMember);
    }

    /// <summary>
    /// Takes the tenant from the one label in front of a base domain, <c>red.example.com</c>. Any caller may write any
    /// Host header. Other hosts, deeper ones, the base domain itself and addresses name no tenant.
    /// </summary>
    /// <param name="baseDomains">The domains behind the label: <c>example.com</c>.</param>
    /// <param name="isMember">As for <see cref="FromRouteValue"/>.</param>
    /// <param name="findTenant">
    /// Finds the tenant of a label, which is in lower case and, where it has other letters than ASCII, in punycode; null
    /// for one that nobody has. Without it the label is the tenant id.
    /// </param>
    /// <param name="presence">Whether a request may come without it.</param>
    /// <exception cref="ArgumentException">There is no base domain, or one of them is no domain name.</exception>
    public void FromSubdomain(
        IEnumerable<string> baseDomains,
        Func<HttpContext, TenantId, ValueTask<bool>> isMember,
        Func<HttpContext, string, CancellationToken, ValueTask<TenantId?>>? findTenant = null,
        SourcePresence presence = SourcePresence.Required
    )
    {
        ArgumentNullException.ThrowIfNull(baseDomains);
        ArgumentNullException.ThrowIfNull(isMember);
        Choose(new SubdomainSource(new(baseDomains), findTenant), presence, isMember);
    }

    /// <summary>
    /// Takes the tenant from a header that a trusted proxy has written over whatever the caller sent. From any other
    /// peer the header is refused with 403, whatever the other sources say. What the proxy writes is believed.
    /// </summary>
    /// <param name="header">The header's name.</param>
    /// <param name="trust">Names the proxies.</param>
    /// <param name="presence">Whether a request may come without it.</param>
    /// <exception cref="ArgumentException">No proxy is named, or everybody is.</exception>
    public void FromTrustedHeader(
        string header,
        Action<TrustedPeerOptions> trust,
        SourcePresence presence = SourcePresence.Required
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(header);
        ArgumentNullException.ThrowIfNull(trust);
        var peers = new TrustedPeerOptions();
        trust(peers);
        Choose(new TrustedHeaderSource(header, new(peers)), presence);
    }

    /// <summary>
    /// Takes the tenant that the caller's API key belongs to. <see cref="ApiKeys.ApiKeyAuthentication.AddApiKey"/> must
    /// have authenticated the caller.
    /// </summary>
    /// <param name="presence">Whether a request may come without it.</param>
    public void FromApiKey(SourcePresence presence = SourcePresence.Required) =>
        Choose(new ApiKeyTenantResolver(), presence);

    /// <summary>
    /// Takes the tenant from the client's certificate. The caller must have been authenticated by it, through
    /// <see cref="Certificates.ClientCertificateAuthentication.AddClientCertificate"/> or ASP.NET Core's own handler; a
    /// certificate beside another identity is refused with 403.
    /// </summary>
    /// <param name="read">Where the tenant stands; <see cref="Certificates.CertificateTenants"/> has the usual places.</param>
    /// <param name="presence">Whether a request may come without it.</param>
    public void FromClientCertificate(
        Func<X509Certificate2, StringValues> read,
        SourcePresence presence = SourcePresence.Required
    )
    {
        ArgumentNullException.ThrowIfNull(read);
        Choose(new ClientCertificateSource(read), presence);
    }

    /// <summary>
    /// Takes the tenant from the metadata of a gRPC call, where any caller may write any tenant. Other requests have no
    /// metadata, whatever their headers.
    /// </summary>
    /// <param name="key">The key of an entry of text, in lower case.</param>
    /// <param name="isMember">As for <see cref="FromRouteValue"/>.</param>
    /// <param name="presence">Whether a request may come without it.</param>
    /// <exception cref="ArgumentException">The key is one of gRPC's own, or of an entry of bytes.</exception>
    public void FromGrpcMetadata(
        string key,
        Func<HttpContext, TenantId, ValueTask<bool>> isMember,
        SourcePresence presence = SourcePresence.Required
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(isMember);
        if (key.StartsWith("grpc-", StringComparison.Ordinal) || key.EndsWith("-bin", StringComparison.Ordinal))
        {
            throw new ArgumentException("Give the key of an entry of text that is not gRPC's own.", nameof(key));
        }

        Choose(new GrpcMetadataResolver(key), presence, isMember);
    }

    /// <summary>Takes the tenant from a resolver of the service's own; what it returns is believed.</summary>
    /// <typeparam name="TResolver">
    /// Taken from the request's services, or made from them at every request if it is not registered; one that must be
    /// disposed has to be registered.
    /// </typeparam>
    /// <param name="presence">Whether a request may come without it.</param>
    public void From<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResolver>(
        SourcePresence presence = SourcePresence.Required
    )
        where TResolver : class, ITenantResolver => Choose(new ServiceTenantResolver<TResolver>(), presence);

    /// <summary>
    /// Takes the tenant from a function, null for none. What it returns is believed: if the caller can choose it, the
    /// function must check that the caller belongs to the tenant.
    /// </summary>
    /// <param name="resolve">The function.</param>
    /// <param name="presence">Whether a request may come without it.</param>
    public void From(Func<HttpContext, ValueTask<string?>> resolve, SourcePresence presence = SourcePresence.Required)
    {
        ArgumentNullException.ThrowIfNull(resolve);
        Choose(new DelegateTenantResolver(resolve), presence);
    }

    private void Choose(
        ITenantResolver resolver,
        SourcePresence presence,
        Func<HttpContext, TenantId, ValueTask<bool>>? isMember = null
    ) => Choose(new ResolverSource(resolver), presence, isMember);

    private void Choose(
        ITenantSource source,
        SourcePresence presence,
        Func<HttpContext, TenantId, ValueTask<bool>>? isMember = null
    ) => _chosen.Add(new(source, presence, isMember));
}
