using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Functions;

/// <summary>What an expression uses.</summary>
[JsonConverter(typeof(WordConverter<UsedKind>))]
internal enum UsedKind
{
    Relation,
    Function,
    Operator,
}
