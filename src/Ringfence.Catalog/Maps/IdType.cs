using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>The types of columns that hold ids.</summary>
internal static class IdType
{
    /// <summary>Types of one family hold the same ids.</summary>
    public static string Family(Column column) =>
        Bare(column) switch
        {
            "smallint" or "integer" or "bigint" => "integer",
            "text" or "character varying" or "character" or "citext" => "text",
            var other => other,
        };

    /// <summary>The tenant id type that such ids have; null where Ringfence knows none.</summary>
    public static TenantIdType? Find(Column column) =>
        Bare(column) switch
        {
            "uuid" => TenantIdType.Uuid,
            "bigint" => TenantIdType.BigInt,
            "integer" or "smallint" => TenantIdType.Integer,
            "text" or "character varying" or "character" or "citext" => TenantIdType.Text,
            _ => null,
        };

    /// <summary>Without modifiers, and without the schema that an extension's type has.</summary>
    private static string Bare(Column column)
    {
        var type = (column.BaseType ?? column.Type).Split('(')[0];
        return type.EndsWith(".citext", StringComparison.Ordinal) ? "citext" : type;
    }
}
