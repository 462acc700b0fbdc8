namespace Ringfence.Catalog.Expressions;

/// <summary>Why a text has no tree. Whoever judges it must answer «undecided», never «clean».</summary>
internal sealed record Unparsed(int Position, string Reason);
