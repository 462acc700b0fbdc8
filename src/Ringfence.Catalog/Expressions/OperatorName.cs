namespace Ringfence.Catalog.Expressions;

/// <summary>
/// <c>=</c>, or <c>operator(pg_catalog.=)</c> with a schema. <c>!=</c> is read as <c>&lt;&gt;</c>, as PostgreSQL does.
/// </summary>
internal sealed record OperatorName(string Symbol, string? Schema = null) : Syntax;
