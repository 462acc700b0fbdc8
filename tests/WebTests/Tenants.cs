using Ringfence;

namespace WebTests;

/// <summary>Two tenants, and what an endpoint says of the one in scope.</summary>
internal static class Tenants
{
    public const string Red = "11111111-1111-4111-8111-11111111aaaa";
    public const string Blue = "22222222-2222-4222-8222-22222222bbbb";
    public const string None = "none";

    public static string Current => TenantScope.Current?.Value ?? None;

    public static string Claim(string tenant) => $"tenant_id={tenant}";
}
