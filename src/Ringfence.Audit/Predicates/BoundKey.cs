namespace Ringfence.Audit.Predicates;

/// <param name="Kind">Where it is kept.</param>
/// <param name="Name">
/// What tells it from another: <c>app.tenant</c>, <c>request.jwt.claims ->> sub</c>, <c>ringfence.tenant</c>,
/// <c>current_user</c>, of a look-up the whole sub-select.
/// </param>
internal sealed record BoundKey(KeyKind Kind, string Name);
