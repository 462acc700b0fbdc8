using System.Security.Cryptography;
using System.Text;
using Ringfence;
using Ringfence.Signing;

namespace UnitTests.Signing;

public sealed class SigningKeyTests
{
    /// <summary>32 bytes from 0 to 31, in base64url.</summary>
    private const string Encoded = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private const string Text = $"rfk1.7.{Encoded}";

    private static readonly TenantId Tenant = TenantId.Parse("a|b", TenantIdType.Text);
    private static readonly DateTimeOffset Expires = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_999);

    [Theory]
    [InlineData(Text)]
    [InlineData($"  {Text}\n")]
    public void A_key_is_read_from_its_text(string text) => Assert.Equal("7", SigningKey.Parse(text).Id);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData($"rfk2.7.{Encoded}")]
    [InlineData($"rfk1..{Encoded}")]
    [InlineData($"rfk1.x.{Encoded}")]
    [InlineData($"rfk1.7|8.{Encoded}")]
    [InlineData($"rfk1.1234567890.{Encoded}")]
    [InlineData($"rfk1.7.{Encoded}AA")]
    [InlineData("rfk1.7.AAEC")]
    [InlineData("rfk1.7.")]
    [InlineData("rfk1.7.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+")]
    [InlineData($"{Text}.more")]
    public void What_is_no_key_is_refused_and_not_repeated(string? text)
    {
        Assert.False(SigningKey.TryParse(text, out var key));
        Assert.Null(key);
        var refusal = Assert.Throws<SigningKeyInvalidException>(() => SigningKey.Parse(text!));
        Assert.DoesNotContain("AAEC", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_written_out_shows_its_id_and_no_secret()
    {
        var text = SigningKey.Parse(Text).ToString();

        Assert.Equal("rfk1.7.(secret)", text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("123@10.0.0.1:5000")]
    public void A_token_is_the_HMAC_of_RFC_2104_and_what_it_is_of(string backend)
    {
        var token = SigningKey.Parse(Text).Sign(Tenant, Expires, backend);

        var body = $"rf1|7|1800000000|{backend}|a|b";
        Assert.Equal($"{Hmac(Enumerable.Range(0, 32), body)}|{body}", token);
    }

    [Fact]
    public void A_backend_cannot_smuggle_in_another_field() =>
        Assert.Throws<ArgumentException>(() => SigningKey.Parse(Text).Sign(Tenant, Expires, "1|2"));

    /// <summary>By hand, from the definition: H(K xor opad, H(K xor ipad, text)).</summary>
    private static string Hmac(IEnumerable<int> secret, string text)
    {
        var key = secret.Concat(Enumerable.Repeat(0, 32)).ToArray();
        byte[] inner = [.. key.Select(b => (byte)(b ^ 0x36)), .. Encoding.UTF8.GetBytes(text)];
        byte[] outer = [.. key.Select(b => (byte)(b ^ 0x5c)), .. SHA256.HashData(inner)];
        return Convert.ToHexStringLower(SHA256.HashData(outer));
    }
}
