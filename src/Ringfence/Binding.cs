namespace Ringfence;

/// <summary>How a connection tells PostgreSQL its tenant: one way for the whole database, chosen at <c>ringfence init</c>.</summary>
public enum Binding
{
    /// <summary>
    /// A token signed with HMAC-SHA-256, bound for one transaction. SQL injection cannot make one, nor read one.
    /// </summary>
    Signed,

    /// <summary>
    /// The plain tenant id, bound for one transaction. Nothing stops SQL injection from becoming another tenant: only
    /// for services without raw SQL.
    /// </summary>
    Setting,

    /// <summary>
    /// A password checked against its bcrypt hash; bound for the session until it is given back. Slow, and not for
    /// poolers in transaction mode: for services that already work this way.
    /// </summary>
    Password,
}
