using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Maps;

/// <summary>Whose rows a table holds.</summary>
[JsonConverter(typeof(WordConverter<TableClass>))]
internal enum TableClass
{
    /// <summary>Nobody has said, and nothing in the catalog says it surely enough.</summary>
    Unclassified,

    /// <summary>A row is a tenant.</summary>
    Root,

    /// <summary>A column says whose a row is.</summary>
    Tenant,

    /// <summary>A foreign key leads from a row to one that belongs to a tenant.</summary>
    Reached,

    /// <summary>A row is nobody's.</summary>
    Shared,
}
