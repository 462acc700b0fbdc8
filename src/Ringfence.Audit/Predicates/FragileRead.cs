using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>A place where a setting is read so that a session without a tenant gets an error.</summary>
/// <param name="Setting">Folded to lower case.</param>
/// <param name="Unset">Whether it is an error where nobody has set it in this session.</param>
/// <param name="Empty">
/// Whether <c>''</c> is an error, which a setting is for the rest of the session after <c>set local</c>.
/// </param>
/// <param name="Within">The function whose body it stands in; null for the policy itself.</param>
internal sealed record FragileRead(string Setting, bool Unset, bool Empty, Function? Within);
