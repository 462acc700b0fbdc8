using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringfence;

namespace PostgresTests.Jobs;

/// <summary>Signs tokens of tenants' members, with a key of this process.</summary>
internal static class Members
{
    private const string Name = "https://issuer.invalid";
    private const string Scheme = "Authentication:Schemes:Bearer";

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What makes a service believe these tokens.</summary>
    public static KeyValuePair<string, string?>[] Configuration =>
        [
            new($"{Scheme}:ValidIssuer", Name),
            new($"{Scheme}:ValidAudiences:0", Name),
            new($"{Scheme}:SigningKeys:0:Issuer", Name),
            new($"{Scheme}:SigningKeys:0:Value", Convert.ToBase64String(Key)),
        ];

    public static string Token(TenantId tenant) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Name,
                Audience = Name,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["tenant_id"] = tenant.Value },
                SigningCredentials = new(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
            }
        );
}
