namespace Ringfence.Testing.Binaries;

/// <summary>The pinned npm package cannot be had; becomes a part of what the search says it tried.</summary>
internal sealed class NpmPackageException(string message, Exception? inner = null) : Exception(message, inner);
