using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Privileges;

/// <summary>Privileges, whatever they are on.</summary>
[Flags]
[JsonConverter(typeof(WordConverter<PrivilegeSet>))]
internal enum PrivilegeSet
{
    None = 0,
    Select = 1,
    Insert = 1 << 1,
    Update = 1 << 2,
    Delete = 1 << 3,
    Truncate = 1 << 4,
    References = 1 << 5,
    Trigger = 1 << 6,

    /// <summary>Since 17.</summary>
    Maintain = 1 << 7,
    Usage = 1 << 8,
    Execute = 1 << 9,
    Create = 1 << 10,
    Connect = 1 << 11,
    Temporary = 1 << 12,
    Set = 1 << 13,
    AlterSystem = 1 << 14,

    /// <summary>One that only newer servers know.</summary>
    Unknown = 1 << 15,
}
