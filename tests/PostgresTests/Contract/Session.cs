using Ringfence;
using Ringfence.Signing;

namespace PostgresTests.Contract;

/// <summary>Binds a session to a tenant, as a service in another language does under each binding.</summary>
internal static class Session
{
    public static Task BindAsync(
        RoleSession session,
        Binding binding,
        TenantIdType type,
        string? secret,
        string tenant
    ) =>
        binding switch
        {
            Binding.Signed => session.ExecuteAsync(
                "select ringfence.set_tenant($1)",
                SigningKey
                    .Parse(secret!)
                    .Sign(TenantId.Parse(tenant, type), TimeProvider.System.GetUtcNow().AddMinutes(5))
            ),
            Binding.Setting => session.ExecuteAsync("select ringfence.set_tenant($1)", tenant),
            _ => session.ExecuteAsync(
                $"select ringfence.set_tenant_id('{tenant}', $1)",
                secret ?? throw new ArgumentNullException(nameof(secret))
            ),
        };
}
