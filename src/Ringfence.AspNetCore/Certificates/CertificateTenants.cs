using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Primitives;

namespace Ringfence.AspNetCore.Certificates;

/// <summary>Where in a certificate its tenant stands: for <see cref="RingfenceWebOptions.FromClientCertificate"/>.</summary>
public static class CertificateTenants
{
    private const string OrganizationalUnit = "2.5.4.11";

    /// <summary>The rest of the subject's alternative names of type URI that begin with this.</summary>
    /// <param name="prefix">For instance <c>spiffe://example.com/tenant/</c>; compared letter by letter.</param>
    public static Func<X509Certificate2, StringValues> InUri(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return certificate =>
            new([
                .. AlternativeNames
                    .Uris(certificate)
                    .Where(uri => uri.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(uri => uri[prefix.Length..]),
            ]);
    }

    /// <summary>The front of the subject's alternative names of type DNS that end with this, in lower case.</summary>
    /// <param name="suffix">For instance <c>.tenants.example.com</c>.</param>
    public static Func<X509Certificate2, StringValues> InDnsName(string suffix)
    {
        ArgumentException.ThrowIfNullOrEmpty(suffix);
        return certificate =>
            new([
                .. AlternativeNames
                    .DnsNames(certificate)
                    .Where(name => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                    .Select(name => name[..^suffix.Length].ToLowerInvariant()),
            ]);
    }

    /// <summary>The organizational units of the subject.</summary>
    public static StringValues InOrganizationalUnit(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new([
            .. certificate
                .SubjectName.EnumerateRelativeDistinguishedNames()
                .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == OrganizationalUnit)
                .Select(part => part.GetSingleElementValue()),
        ]);
    }

    /// <summary>The tenant that a list of certificates names.</summary>
    /// <param name="tenants">By SHA-256 thumbprint: 64 hexadecimal digits, in either case.</param>
    public static Func<X509Certificate2, StringValues> ByThumbprint(IReadOnlyDictionary<string, TenantId> tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        var known = new Dictionary<string, TenantId>(tenants, StringComparer.OrdinalIgnoreCase);
        return certificate =>
            known.TryGetValue(certificate.GetCertHashString(HashAlgorithmName.SHA256), out var tenant)
                ? tenant.Value
                : default(StringValues);
    }
}
