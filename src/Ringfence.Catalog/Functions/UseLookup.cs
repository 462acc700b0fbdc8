using System.Collections.Immutable;

namespace Ringfence.Catalog.Functions;

/// <summary>What the expressions of the whole database use, by whose they are.</summary>
internal sealed class UseLookup
{
    private readonly ILookup<ExpressionOwner, Use> _uses;
    private readonly HashSet<(UsedKind Kind, uint Oid)> _used;

    public UseLookup(IReadOnlyCollection<(ExpressionOwner Owner, Use Use)> uses)
    {
        _uses = uses.ToLookup(pair => pair.Owner, pair => pair.Use);
        _used = [.. uses.Select(pair => (pair.Use.Kind, pair.Use.Oid))];
    }

    public ImmutableArray<Use> this[ExpressionOwner owner] => [.. _uses[owner]];

    public bool IsUsed(UsedKind kind, uint oid) => _used.Contains((kind, oid));

    public static (ExpressionOwner Owner, Use Use) Read(Row row) =>
        (new(row.Word<UserKind>("kind"), row.Oid("oid"), row.Number("number")), Use.Read(row));
}
