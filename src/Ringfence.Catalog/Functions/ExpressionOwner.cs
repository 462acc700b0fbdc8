namespace Ringfence.Catalog.Functions;

/// <summary>Whose expression it is; the number is a column's, else 0.</summary>
internal sealed record ExpressionOwner(UserKind Kind, uint Oid, int Number);
