using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>A view or a function that a body names, and that leads to a tenant table past its policies.</summary>
/// <param name="Schema">Where it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsFunction">Whether it is no view.</param>
/// <param name="Table">The first table that it leads to.</param>
/// <param name="Check">Whether it asks who calls; never that it keeps to the answer, for then it is no detour.</param>
internal sealed record Detour(string Schema, string Name, bool IsFunction, TenantTable Table, CallerCheck Check)
{
    public override string ToString() => $"{(IsFunction ? "function" : "view")} {QualifiedName.Of(Schema, Name)}";

    public bool Is(DottedName name) => name.Last == Name && (name.Schema ?? Schema) == Schema;
}
