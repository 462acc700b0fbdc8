namespace Ringfence.Catalog;

/// <summary>A file that should hold a snapshot holds none, or a broken one.</summary>
internal sealed class SnapshotInvalidException(string why, Exception? inner = null)
    : RingfenceException(
        "RF8002",
        $"This is no usable snapshot: {why} Make it again with ringfence map --save-snapshot FILE.",
        inner
    );
