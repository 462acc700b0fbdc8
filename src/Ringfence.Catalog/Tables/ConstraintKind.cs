using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>What a constraint asks for.</summary>
[JsonConverter(typeof(WordConverter<ConstraintKind>))]
internal enum ConstraintKind
{
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,

    /// <summary>Only where it is not validated (since 18); otherwise it is the column's.</summary>
    NotNull,
}
