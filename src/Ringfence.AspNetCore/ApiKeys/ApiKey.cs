using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.AspNetCore.ApiKeys;

/// <summary>
/// A key that a tenant's own programs call with: <c>rfa1.ID.SECRET</c>. The text is a secret to be shown once; what is
/// kept is its hash.
/// </summary>
/// <remarks>The secret has 256 random bits, so that a plain SHA-256 of it cannot be guessed back.</remarks>
public sealed class ApiKey
{
    private const string Prefix = "rfa1";
    private const int IdBytes = 10;
    private const int SecretBytes = 32;

    private ApiKey(string id, string text)
    {
        Id = id;
        Text = text;
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Which key this is: 20 lower-case hexadecimal digits. No secret; the key of its row.</summary>
    public string Id { get; }

    /// <summary>What the caller sends. Show it once, and keep it nowhere.</summary>
    public string Text { get; }

    /// <summary>The SHA-256 of <see cref="Text"/>: what an <see cref="IApiKeyStore"/> keeps.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>A new key of random bits.</summary>
    public static ApiKey New()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return new(id, $"{Prefix}.{id}.{secret}");
    }

    /// <summary>Reads what a caller sent; false, and a null key, where it has not the form of one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKey? key)
    {
        key =
            text?.Split('.') is [Prefix, { Length: IdBytes * 2 } id, var secret]
            && id.All(char.IsAsciiHexDigitLower)
            && Base64Url.IsValid(secret, out var length)
            && length == SecretBytes
                ? new(id, text)
                : null;
        return key is not null;
    }

    /// <summary>The id alone, so that a log holds no secret.</summary>
    public override string ToString() => Id;
}
