namespace Ringfence.Testing;

/// <summary>How a <see cref="PostgresServer"/> is started.</summary>
public sealed class PostgresServerOptions
{
    /// <summary>
    /// The major version to run, such as 17; binaries of another are passed over. Null asks for what the environment
    /// variable <c>RINGFENCE_PG_MAJOR</c> says, and without it for whatever is found first.
    /// </summary>
    public int? Major { get; set; }

    /// <summary>
    /// Settings for <c>postgresql.conf</c>, unquoted. They win over the defaults made for tests, such as
    /// <c>fsync = off</c>; those that decide where the server lives and listens are refused.
    /// </summary>
    public IDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The time that creating and starting the cluster may take; a download of the binaries does not count.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
