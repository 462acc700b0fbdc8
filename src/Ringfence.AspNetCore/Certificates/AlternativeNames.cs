using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Ringfence.AspNetCore.Certificates;

/// <summary>The subject's alternative names of a certificate (RFC 5280, 4.2.1.6), all of them: two may name two tenants.</summary>
internal static class AlternativeNames
{
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    public static IEnumerable<string> DnsNames(X509Certificate2 certificate) =>
        Extensions(certificate).SelectMany(extension => extension.EnumerateDnsNames());

    // The platform lists DNS names and addresses only, and of the URIs the first.
    public static IEnumerable<string> Uris(X509Certificate2 certificate)
    {
        foreach (var extension in Extensions(certificate))
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag() == UriTag)
                {
                    yield return names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }
    }

    private static IEnumerable<X509SubjectAlternativeNameExtension> Extensions(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>();
}
