using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>A definer function that services may call, and that names a tenant table past its policies.</summary>
/// <param name="Function">The function.</param>
/// <param name="Table">The table that is read whoever calls, or the first that it names.</param>
/// <param name="Check">Whether it keeps to its caller itself.</param>
/// <param name="Why">What was not understood; null where nothing was asked.</param>
internal sealed record DefinerRead(Function Function, TenantTable Table, CallerCheck Check, string? Why = null);
