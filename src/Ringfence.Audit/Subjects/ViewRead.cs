using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>A relation that a view reads.</summary>
/// <param name="Table">What is read.</param>
/// <param name="Reader">As whom; null is whoever asks.</param>
/// <param name="Through">The view that makes it so.</param>
internal sealed record ViewRead(Table Table, uint? Reader, Table Through);
