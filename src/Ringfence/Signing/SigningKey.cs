using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.Signing;

/// <summary>
/// The key that a service shares with the database to sign which tenant it acts for. Made by <c>ringfence init</c> and
/// <c>ringfence key rotate</c>; its text is a secret.
/// </summary>
/// <remarks>Threads: any. HMAC is RFC 2104 with SHA-256, the secret 32 random bytes.</remarks>
public sealed class SigningKey
{
    private const string Prefix = "rfk1";
    private const int SecretBytes = 32;
    private const int MacDigits = 2 * HMACSHA256.HashSizeInBytes;

    /// <summary>At most what a token holds besides the MAC, the key's id, the backend and the tenant.</summary>
    private const int MaxFields = 32;
    private const int StackChars = 384;

    private readonly byte[] _secret;

    private SigningKey(string id, byte[] secret)
    {
        Id = id;
        _secret = secret;
    }

    /// <summary>Which of the database's keys this is: decimal digits. No secret.</summary>
    public string Id { get; }

    /// <summary>Reads <c>rfk1.ID.SECRET</c>, as the command line wrote it.</summary>
    /// <exception cref="SigningKeyInvalidException">It is not of that form.</exception>
    public static SigningKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new SigningKeyInvalidException();

    /// <summary>Like <see cref="Parse"/>; false, and a null key, where that throws.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        var parts = text?.Trim().Split('.') ?? [];
        if (parts is not [Prefix, { Length: > 0 and <= 9 } id, var encoded] || !id.All(char.IsAsciiDigit))
        {
            return false;
        }

        var secret = new byte[SecretBytes];
        if (
            !Base64Url.IsValid(encoded, out var length)
            || length != SecretBytes
            || Base64Url.DecodeFromChars(encoded, secret) != SecretBytes
        )
        {
            return false;
        }

        key = new SigningKey(id, secret);
        return true;
    }

    /// <summary>
    /// A token that lets whoever holds it act for the tenant: what <c>ringfence.bind</c> and <c>ringfence.set_tenant</c>
    /// take. Send it as a parameter, never as SQL text.
    /// </summary>
    /// <param name="tenantId">The tenant, in the spelling of the database's type.</param>
    /// <param name="expires">When the server stops taking it, by the server's clock; whole seconds count.</param>
    /// <param name="backend">
    /// What <c>ringfence.backend()</c> returned on the connection, so that the token serves there alone; or empty, where
    /// a pooler may move the connection to another server process.
    /// </param>
    /// <returns><c>MAC|rf1|KEY ID|EXPIRY|BACKEND|TENANT</c>, the MAC in lower-case hexadecimal.</returns>
    public string Sign(TenantId tenantId, DateTimeOffset expires, string backend = "")
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        ArgumentNullException.ThrowIfNull(backend);
        if (backend.Contains('|', StringComparison.Ordinal))
        {
            throw new ArgumentException("Holds the token's separator '|'.", nameof(backend));
        }

        // A pool with more tenants than connections signs a token a command: it allocates nothing else.
        var most = MacDigits + MaxFields + Id.Length + backend.Length + tenantId.Value.Length;
        Span<char> token = most <= StackChars ? stackalloc char[StackChars] : new char[most];
        token[MacDigits] = '|';
        var body = token[(MacDigits + 1)..];
        body.TryWrite(
            CultureInfo.InvariantCulture,
            $"rf1|{Id}|{expires.ToUnixTimeSeconds()}|{backend}|{tenantId.Value}",
            out var length
        );
        Span<byte> bytes = most <= StackChars ? stackalloc byte[3 * StackChars] : new byte[3 * most];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, bytes[..Encoding.UTF8.GetBytes(body[..length], bytes)], mac);
        Convert.TryToHexStringLower(mac, token, out _);
        return new(token[..(MacDigits + 1 + length)]);
    }

    /// <summary>The key's id, never its secret.</summary>
    public override string ToString() => $"{Prefix}.{Id}.(secret)";
}
