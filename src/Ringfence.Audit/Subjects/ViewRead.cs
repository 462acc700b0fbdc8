using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>A relation that a view reads.</summary>
/// <param name="Table">What is read.</param>
/// <param name="Reader">As whom; null is whoever asks.</param>
/// <param name="Through">The view that makes it so.</param>
/// <param name="By">The view whose query names it.</param>
/// <param name="IsBehindBarrier">Whether that view, or one on the way to it, is a security barrier.</param>
internal sealed record ViewRead(Table Table, uint? Reader, Table Through, Table By, bool IsBehindBarrier);
