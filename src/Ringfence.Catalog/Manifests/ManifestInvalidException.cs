namespace Ringfence.Catalog.Manifests;

/// <summary>The manifest is broken, or says what it cannot say.</summary>
internal sealed class ManifestInvalidException(int line, int column, string why, Exception? inner = null)
    : RingfenceException("RF8010", $"The manifest, line {line}, column {column}: {why}", inner)
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>From 1, in letters.</summary>
    public int Column { get; } = column;
}
