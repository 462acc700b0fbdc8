namespace Ringfence.Catalog.Expressions;

/// <summary>A name with its schema, where the text gives one: <c>pg_catalog.now</c>.</summary>
internal sealed record DottedName(ValueList<string> Parts) : Syntax
{
    public DottedName(params string[] parts)
        : this(parts.ToValueList()) { }

    public string Last => Parts[^1];

    public string? Schema => Parts.Count > 1 ? Parts[^2] : null;
}
