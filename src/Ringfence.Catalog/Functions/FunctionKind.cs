using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Functions;

/// <summary>What kind of routine it is.</summary>
[JsonConverter(typeof(WordConverter<FunctionKind>))]
internal enum FunctionKind
{
    Function,
    Procedure,
    Aggregate,
    Window,
}
