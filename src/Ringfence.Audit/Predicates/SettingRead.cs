namespace Ringfence.Audit.Predicates;

/// <summary>A place where a setting is read, in the policy or in the body of a getter.</summary>
/// <param name="Name">Folded to lower case.</param>
/// <param name="MissingOk">Whether a setting that is not there is null instead of an error.</param>
/// <param name="ChokesOnEmpty">
/// Whether <c>''</c>, which a setting is after <c>set local</c>, is an error: a bare cast.
/// </param>
/// <param name="IsHoisted">Whether it stands in an uncorrelated sub-select, which runs once a statement.</param>
internal sealed record SettingRead(string Name, bool MissingOk, bool ChokesOnEmpty, bool IsHoisted);
