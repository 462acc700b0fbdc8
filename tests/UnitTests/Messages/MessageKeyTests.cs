using System.Security.Cryptography;
using System.Text;
using Ringfence;
using Ringfence.Messages;

namespace UnitTests.Messages;

public sealed class MessageKeyTests
{
    private const string Secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"; // The bytes 0, 1, …, 31.

    [Fact]
    public void A_key_is_read_as_it_was_made_and_tells_nothing_of_its_secret()
    {
        var text = MessageKey.Generate(7);

        var key = MessageKey.Parse($" {text}\n");

        Assert.Equal(("7", "rfm1.7.(secret)"), (key.Id, key.ToString()));
        Assert.NotEqual(text, MessageKey.Generate(7));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData($"rfk1.1.{Secret}")]
    [InlineData($"rfm1..{Secret}")]
    [InlineData($"rfm1.1234567890.{Secret}")]
    [InlineData($"rfm1.a.{Secret}")]
    [InlineData($"rfm1.1.{Secret}AA")]
    [InlineData("rfm1.1.AAECAwQ")]
    [InlineData("rfm1.1.!")]
    public void Other_texts_are_refused_and_not_repeated(string? text)
    {
        var refusal = Assert.Throws<MessageKeyInvalidException>(() => MessageKey.Parse(text!));

        Assert.Equal("RF1014", refusal.Code);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000_000)]
    public void An_id_has_one_to_nine_digits(int id) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MessageKey.Generate(id));

    /// <summary>So that a service in another language can make the header from the documentation.</summary>
    [Fact]
    public void A_signature_is_made_as_documented()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var header = TenantHeader.Create(
            new()
            {
                Key = $"rfm1.1.{Secret}",
                TenantIdType = TenantIdType.Text,
                TimeProvider = new FixedTime(time),
            }
        );

        var value = header.Stamped(TenantId.Parse("röd", TenantIdType.Text), content: "body"u8)[TenantHeader.Name];

        byte[] secret = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
        var derived = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            secret,
            32,
            null,
            "ringfence message header 1"u8.ToArray()
        );
        byte[] signed =
        [
            .. new[] { "rfm1", "1", "1767323045", "r%C3%B6d", Stamps.Queue, Stamps.Id, "body" }.SelectMany(part =>
                new byte[] { 0, 0, 0, (byte)part.Length }.Concat(Encoding.UTF8.GetBytes(part))
            ),
        ];
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(derived, signed));
        Assert.Equal($"rfm1|1|1767323045|r%C3%B6d|{mac}", value);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
