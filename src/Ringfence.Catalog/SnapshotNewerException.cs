namespace Ringfence.Catalog;

/// <summary>A newer version of Ringfence wrote the snapshot.</summary>
internal sealed class SnapshotNewerException(int version)
    : RingfenceException(
        "RF8003",
        $"The snapshot is of format {version}; this version reads format {SnapshotFile.Version}. Read it with the version of"
            + " Ringfence that wrote it, or make it again with this one."
    );
