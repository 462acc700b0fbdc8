namespace Ringfence.Npgsql;

/// <summary>What the driver left on a batch command that was executed.</summary>
internal enum DriverTraces
{
    /// <summary>It was not executed.</summary>
    None,

    /// <summary>Nothing that is wrong for another execution, unless that has named parameters or is prepared.</summary>
    Harmless,

    /// <summary>A prepared statement's name, or parameters in its own order: it is not executed again itself.</summary>
    Left,
}
