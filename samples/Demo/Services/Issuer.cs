using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringfence.AspNetCore;

namespace Demo.Services;

/// <summary>Signs the demo's tokens with a key that is made anew at every run.</summary>
internal sealed class Issuer(TimeProvider clock)
{
    private const string Name = "https://issuer.invalid";
    private const string Audience = "ringfence-demo";
    private const string Scheme = "Authentication:Schemes:Bearer";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What makes ASP.NET Core's bearer scheme believe this issuer, and no other.</summary>
    public Dictionary<string, string?> Configuration() =>
        new(StringComparer.Ordinal)
        {
            [$"{Scheme}:ValidIssuer"] = Name,
            [$"{Scheme}:ValidAudiences:0"] = Audience,
            [$"{Scheme}:SigningKeys:0:Issuer"] = Name,
            [$"{Scheme}:SigningKeys:0:Value"] = Convert.ToBase64String(_key),
        };

    /// <summary>A member of the tenant, in both services.</summary>
    public Caller Member(DemoTenant tenant) =>
        Someone(
            tenant.Name,
            new()
            {
                [RingfenceWebOptions.DefaultClaimType] = tenant.Id.ToString(),
                [Staff.StaffService.TenantClaim] = tenant.Number.ToString(provider: null),
            }
        );

    /// <summary>Somebody with these claims, whose token is valid from <paramref name="age"/> ago for half a day.</summary>
    public Caller Someone(string name, Dictionary<string, object> claims, TimeSpan age = default)
    {
        var from = clock.GetUtcNow().UtcDateTime - age;
        claims["sub"] = name;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = from,
            NotBefore = from,
            Expires = from + TimeSpan.FromHours(12),
            Claims = claims,
            SigningCredentials = new(new SymmetricSecurityKey(_key), SecurityAlgorithms.HmacSha256),
        };
        return new(name, new JsonWebTokenHandler().CreateToken(descriptor));
    }
}
