using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Functions;

/// <summary>Whose expression uses something.</summary>
[JsonConverter(typeof(WordConverter<UserKind>))]
internal enum UserKind
{
    Policy,

    /// <summary>Named by the view, not by its rule.</summary>
    View,
    Rule,

    /// <summary>Named by table and column.</summary>
    Default,
    Function,
}
