namespace Ringfence.Catalog.Manifests;

/// <summary>There is no manifest where one is needed.</summary>
internal sealed class ManifestMissingException(string path)
    : RingfenceException("RF8011", $"There is no manifest {path}. Write one: ringfence map --write.");
