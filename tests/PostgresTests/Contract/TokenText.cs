using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PostgresTests.Contract;

/// <summary>Signs any body with a key's text: the token format from the documentation, written a second time.</summary>
internal static class TokenText
{
    public static string Sign(string key, string body)
    {
        var secret = Base64Url.DecodeFromChars(key.Split('.')[2]);
        return $"{Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(body)))}|{body}";
    }
}
