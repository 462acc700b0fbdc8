namespace Ringfence.Contract;

/// <summary>A routine that the logins may call; there are no others that they may.</summary>
/// <param name="Signature">With its schema and the types of its arguments.</param>
/// <param name="Comment">What it does, for psql's <c>\df+</c>.</param>
internal sealed record Routine(string Signature, string Comment);
