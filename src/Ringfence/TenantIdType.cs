namespace Ringfence;

/// <summary>The PostgreSQL type of a database's tenant ids: one for the whole database, chosen at <c>ringfence init</c>.</summary>
public enum TenantIdType
{
    /// <summary><c>uuid</c>.</summary>
    Uuid,

    /// <summary><c>bigint</c>, from 1.</summary>
    BigInt,

    /// <summary><c>integer</c>, from 1.</summary>
    Integer,

    /// <summary><c>text</c>, compared byte by byte.</summary>
    Text,
}
