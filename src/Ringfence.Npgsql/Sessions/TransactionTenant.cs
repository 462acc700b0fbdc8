namespace Ringfence.Npgsql.Sessions;

/// <summary>The tenant that the connection's transaction began with; none outside a transaction.</summary>
internal readonly struct TransactionTenant(TenantId began)
{
    private readonly TenantId? _began = began;

    public bool IsSet => _began is not null;

    public void Check(TenantId now)
    {
        if (_began is not null && _began != now)
        {
            throw new TenantChangedException(_began, now);
        }
    }
}
