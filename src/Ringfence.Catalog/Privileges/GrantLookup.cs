using System.Collections.Immutable;

namespace Ringfence.Catalog.Privileges;

/// <summary>The grants of the whole database, by what they are on.</summary>
internal sealed class GrantLookup(IEnumerable<(GrantedThing Thing, Grant Grant)> grants)
{
    private readonly ILookup<GrantedThing, Grant> _grants = grants.ToLookup(pair => pair.Thing, pair => pair.Grant);

    public ImmutableArray<Grant> this[GrantedThing thing] => [.. _grants[thing]];

    public static (GrantedThing Thing, Grant Grant) Read(Row row) =>
        (new(row.Word<GrantedKind>("kind"), row.Oid("oid"), row.Number("number")), Grant.Read(row));
}
