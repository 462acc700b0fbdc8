using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>A definer function that services may call, and that names a tenant table past its policies.</summary>
/// <param name="Function">The function.</param>
/// <param name="Table">The first table of which it shows more than the caller's rows, or of all that it names.</param>
/// <param name="Check">Whether it keeps to its caller itself.</param>
internal sealed record DefinerRead(Function Function, TenantTable Table, CallerCheck Check);
