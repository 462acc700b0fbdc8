using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Subjects;

/// <summary>A tenant table that a function names.</summary>
/// <param name="Table">The table.</param>
/// <param name="Kept">
/// Whether policies keep the function's owner to a tenant there; <see cref="Verdict.Undecided"/> where that cannot be told.
/// </param>
internal sealed record TouchedTable(TenantTable Table, Verdict Kept);
