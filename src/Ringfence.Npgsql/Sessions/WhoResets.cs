namespace Ringfence.Npgsql.Sessions;

/// <summary>Who resets the session of a pooled connection between two uses.</summary>
internal enum WhoResets
{
    /// <summary>The driver, unless its connection string says otherwise.</summary>
    Driver,

    /// <summary>The data source, after each use that sent something.</summary>
    Source,

    /// <summary>The data source, after a text that may have left something.</summary>
    SourceIfDirty,
}
