using System.Diagnostics.Metrics;

namespace Ringfence.Npgsql.Admin;

/// <summary>What an <see cref="AdminDataSource"/> lets through. The defaults are the safe choice.</summary>
public sealed class AdminDataSourceOptions
{
    /// <summary>
    /// Lets another role than the contract's admin role cross tenants, or one that could change the record, such as a
    /// superuser on a developer's machine. Logged as a warning when the data source is made.
    /// </summary>
    public bool UnsafeAllowPrivilegedRole { get; set; }

    /// <summary>
    /// Lets the connection go through a pooler, which is right only if that gives each client a server process of its
    /// own for the whole session. The record then holds the pooler's address. Logged as a warning when the data source
    /// is made.
    /// </summary>
    public bool UnsafeBehindPooler { get; set; }

    /// <summary>
    /// Where the meter comes from; null for one that all such data sources share. In a service it is the service's own.
    /// </summary>
    public IMeterFactory? MeterFactory { get; set; }
}
