using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>The domains that a service is reached at, and the one label that a host name has in front of them.</summary>
internal sealed class BaseDomains
{
    private static readonly IdnMapping Punycode = new() { UseStd3AsciiRules = true };

    private readonly ImmutableArray<string> _suffixes;

    /// <exception cref="ArgumentException">There is none, or one of them is no domain name.</exception>
    public BaseDomains(IEnumerable<string> domains)
    {
        _suffixes =
        [
            .. domains.Select(domain =>
                Find(domain) is { } name
                    ? $".{name}"
                    : throw new ArgumentException(
                        $"'{domain}' is no domain name. Give it without scheme, port and wildcard: example.com.",
                        nameof(domains)
                    )
            ),
        ];
        if (_suffixes.IsEmpty)
        {
            throw new ArgumentException("Name the domains that stand behind the tenant's label.", nameof(domains));
        }

        // Of example.com and eu.example.com the longer one: red.eu.example.com is red's, not a label of two parts.
        _suffixes = _suffixes.Sort((a, b) => b.Length.CompareTo(a.Length));
    }

    /// <summary>
    /// The one label in front of a base domain, in lower case and punycode; null for any other host: the base domain
    /// itself, another domain, more labels than one, an IP address.
    /// </summary>
    public string? FindLabel(HostString host)
    {
        if (!host.HasValue || Find(host.Host) is not { } name)
        {
            return null;
        }

        foreach (var suffix in _suffixes)
        {
            if (string.Equals(name, suffix[1..], StringComparison.Ordinal))
            {
                return null;
            }

            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                var label = name[..^suffix.Length];
                return label.Contains('.', StringComparison.Ordinal) ? null : label;
            }
        }

        return null;
    }

    /// <summary>The one spelling of a domain name: lower case, punycode, no dot at the end; null for what is none.</summary>
    private static string? Find(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        if (name.Length == 0 || name.StartsWith('[') || IPAddress.TryParse(name, out _))
        {
            return null;
        }

        return TryGetAscii(name.ToLowerInvariant(), out var ascii) ? ascii.ToLowerInvariant() : null;
    }

    private static bool TryGetAscii(string name, [NotNullWhen(true)] out string? ascii)
    {
        try
        {
            ascii = Punycode.GetAscii(name);
        }
        catch (ArgumentException)
        {
            ascii = null;
        }

        return ascii is not null;
    }
}
