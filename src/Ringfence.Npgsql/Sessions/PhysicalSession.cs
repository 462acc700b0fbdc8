using System.Transactions;
using Ringfence.Signing;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// One physical connection: who serves it, and the binding that was last made for it. It keeps one tenant, so that a
/// process does not grow with its tenants. What belongs together is one object: no race can mix two tenants.
/// </summary>
internal sealed class PhysicalSession(string backend, TenantIdType tenantIdType)
{
    private Spelling? _spelling;
    private Made? _made;
    private string? _transaction;

    /// <summary>What the contract's <c>backend()</c> said; empty where a pooler stands between.</summary>
    public string Backend { get; } = backend;

    public TenantIdType TenantIdType { get; } = tenantIdType;

    /// <summary>Whether the driver's reset keeps plans, and with them what SQL prepared.</summary>
    public bool KeepsPlans { get; init; }

    /// <summary>Whether what a text left may be in another session than the one that is reset.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether what sequences gave last may be there still.</summary>
    public bool KeepsSequences { get; set; }

    /// <summary>
    /// Whether a text may have left something that <see cref="SessionReset"/> takes away: from before it is sent until a
    /// reset was answered, whoever rents the connection in between.
    /// </summary>
    public bool MustReset { get; set; }

    /// <summary>Whether a bind was to reset it, and nothing was heard of that.</summary>
    public bool ResetIsUnanswered { get; set; }

    /// <summary>Whether its transactions begin at another level than the driver gives them.</summary>
    public bool BeginsOtherwise { get; set; }

    /// <summary>Whether the driver may have prepared statements in it, which are to stay.</summary>
    public bool HasPrepared { get; set; }

    /// <summary>What statements travel in.</summary>
    public KeptBatch Batch { get; } = new();

    /// <summary>
    /// It is rented, in this transaction of System.Transactions or in none; whether <see cref="SessionReset"/> is to run
    /// first. Not where it was in the same one before: what that left is its own, and it goes on with it.
    /// </summary>
    public bool Rent(Transaction? transaction)
    {
        var before = _transaction;
        Enlist(transaction);
        return MustReset && (before is null || before != _transaction);
    }

    /// <summary>Nothing is left in it.</summary>
    public void IsReset() => WasReset(leaves: false, writes: false);

    /// <summary>Nothing is left in it but what who has it may have left since.</summary>
    /// <param name="leaves">Whether a text may have left what only a reset takes away.</param>
    /// <param name="writes">Whether one may have drawn from a sequence.</param>
    public void WasReset(bool leaves, bool writes) =>
        (MustReset, KeepsSequences, ResetIsUnanswered) = (leaves, writes, false);

    /// <summary>Takes part in this transaction from here on; null for none.</summary>
    public void Enlist(Transaction? transaction) => _transaction = transaction?.TransactionInformation.LocalIdentifier;

    /// <summary>The tenant in the canonical spelling of this database's type.</summary>
    /// <exception cref="TenantIdInvalidException">It is none of that type.</exception>
    public TenantId Canonical(TenantId scope)
    {
        if (_spelling is { } last && last.Scope == scope)
        {
            return last.Canonical;
        }

        var canonical = TenantId.Parse(scope.Value, TenantIdType);
        _spelling = new(scope, canonical);
        return canonical;
    }

    /// <summary>The token for this tenant: the last one while it lasts, else a new one.</summary>
    public string Token(TenantId tenantId, SigningKey key, DateTimeOffset now, TimeSpan lifetime)
    {
        if (_made is { } made && made.IsFor(tenantId, key, lifetime) && now < made.RenewAt)
        {
            return made.Token;
        }

        var token = key.Sign(tenantId, now + lifetime, Backend);
        _made = new(tenantId, key, lifetime, token, now + (lifetime / 2));
        return token;
    }

    private sealed record Spelling(TenantId Scope, TenantId Canonical);

    private sealed record Made(
        TenantId TenantId,
        SigningKey Key,
        TimeSpan Lifetime,
        string Token,
        DateTimeOffset RenewAt
    )
    {
        public bool IsFor(TenantId tenantId, SigningKey key, TimeSpan lifetime) =>
            TenantId == tenantId && ReferenceEquals(Key, key) && Lifetime == lifetime;
    }
}
