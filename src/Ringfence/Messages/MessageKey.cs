using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.Messages;

/// <summary>
/// The key that the services on a broker share to sign which tenant a message is for. It is not the database's signing
/// key: whoever handles messages need not be able to bind. Its text is a secret.
/// </summary>
/// <remarks>
/// Threads: any. What signs is derived from the 32 bytes by HKDF (RFC 5869) with SHA-256, no salt, and the info string
/// <c>ringfence message header 1</c>, so that bytes used elsewhere too make no signature that is valid there.
/// </remarks>
public sealed class MessageKey
{
    internal const int MacBytes = HMACSHA256.HashSizeInBytes;

    private const string Prefix = "rfm1";
    private const int SecretBytes = 32;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _derived;

    private MessageKey(string id, byte[] secret)
    {
        Id = id;
        _derived = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            secret,
            SecretBytes,
            info: "ringfence message header 1"u8.ToArray()
        );
    }

    /// <summary>Which of a broker's keys this is: decimal digits. No secret.</summary>
    public string Id { get; }

    /// <summary>Makes the text of a new key, <c>rfm1.ID.SECRET</c>, from the system's random bytes.</summary>
    /// <param name="id">From 1 to 999999999, and another than that of any key still in use on the broker.</param>
    public static string Generate(int id)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, 999_999_999);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}.{id}.{secret}");
    }

    /// <summary>Reads <c>rfm1.ID.SECRET</c>, as <see cref="Generate"/> makes it.</summary>
    /// <exception cref="MessageKeyInvalidException">It is not of that form.</exception>
    public static MessageKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new MessageKeyInvalidException();

    /// <summary>Like <see cref="Parse"/>; false, and a null key, where that throws.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MessageKey? key)
    {
        key = null;
        var parts = text?.Trim().Split('.') ?? [];
        var secret = new byte[SecretBytes];
        if (
            parts is not [Prefix, { Length: > 0 and <= 9 } id, var encoded]
            || !id.All(char.IsAsciiDigit)
            || !Base64Url.IsValid(encoded, out var length)
            || length != SecretBytes
            || Base64Url.DecodeFromChars(encoded, secret) != SecretBytes
        )
        {
            return false;
        }

        key = new MessageKey(id, secret);
        return true;
    }

    /// <summary>The key's id, never its secret.</summary>
    public override string ToString() => $"{Prefix}.{Id}.(secret)";

    /// <summary>HMAC-SHA-256 over each part's length in bytes, as four big-endian bytes, and the part in UTF-8.</summary>
    /// <exception cref="EncoderFallbackException">A text has no UTF-8 form.</exception>
    internal byte[] Mac(ReadOnlySpan<string> texts, ReadOnlySpan<byte> content)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _derived);
        foreach (var text in texts)
        {
            Append(mac, StrictUtf8.GetBytes(text));
        }

        Append(mac, content);
        return mac.GetHashAndReset();
    }

    private static void Append(IncrementalHash mac, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        mac.AppendData(length);
        mac.AppendData(part);
    }
}
