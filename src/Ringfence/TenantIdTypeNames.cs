namespace Ringfence;

/// <summary>How PostgreSQL spells the tenant id types.</summary>
internal static class TenantIdTypeNames
{
    /// <summary>The name to write in SQL, as <c>format_type</c> gives it.</summary>
    public static string SqlName(this TenantIdType type) =>
        type switch
        {
            TenantIdType.Uuid => "uuid",
            TenantIdType.BigInt => "bigint",
            TenantIdType.Integer => "integer",
            TenantIdType.Text => "text",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
        };

    /// <summary>The type of this SQL name; null for any other name.</summary>
    public static TenantIdType? Find(string sqlName) =>
        sqlName switch
        {
            "uuid" => TenantIdType.Uuid,
            "bigint" => TenantIdType.BigInt,
            "integer" => TenantIdType.Integer,
            "text" => TenantIdType.Text,
            _ => null,
        };
}
