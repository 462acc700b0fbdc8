using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Privileges;

/// <summary>What a grant is on.</summary>
[JsonConverter(typeof(WordConverter<GrantedKind>))]
internal enum GrantedKind
{
    Relation,
    Column,
    Schema,
    Function,
    Language,
    Server,
    Database,
}
