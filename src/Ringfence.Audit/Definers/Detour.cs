using System.Collections.Immutable;
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
    /// <summary>What of it is not understood.</summary>
    public string Why => Doubt ?? $"what {this} {(IsFunction ? "does" : "shows")}";

    /// <summary>What is not known of the policies; null where they certainly keep nobody to a tenant.</summary>
    public string? Doubt { get; init; }

    public override string ToString() => $"{(IsFunction ? "function" : "view")} {QualifiedName.Of(Schema, Name)}";

    public bool Is(DottedName name) => name.Last == Name && (name.Schema ?? Schema) == Schema;

    /// <summary>Whether it is what a word of a statement names.</summary>
    public bool IsAt(ImmutableArray<Token> words, int at) =>
        BodyNames.At(words, at, out var isCall) is { } name && isCall == IsFunction && Is(name);
}
