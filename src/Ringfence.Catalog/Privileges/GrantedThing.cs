namespace Ringfence.Catalog.Privileges;

/// <summary>What a grant is on; the number is a column's, else 0.</summary>
internal sealed record GrantedThing(GrantedKind Kind, uint Oid, int Number);
