using Npgsql;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Cli.Benches;

/// <summary>The database that is measured, and how it is reached.</summary>
internal sealed record BenchDatabase
{
    /// <summary>As it was given, of the application role.</summary>
    public required NpgsqlConnectionStringBuilder Connection { get; init; }

    /// <summary>Of a role that policies do not hold for; null where none was given.</summary>
    public string? Admin { get; init; }

    /// <summary>The signing key or the password; null under the setting binding.</summary>
    public string? Secret { get; init; }

    public required ContractRow Contract { get; init; }

    public required TenantId TenantId { get; init; }

    public required BenchTable Table { get; init; }

    /// <summary>How many connections a way works with at a time.</summary>
    public required int Connections { get; init; }

    public required TimeSpan Time { get; init; }

    /// <summary>The string with pools as small as the work, and nothing of what is compared said by it.</summary>
    public string Pooled(string connectionString, bool autoPrepares, bool resets) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = true,
            Multiplexing = false,
            MinPoolSize = 0,
            MaxPoolSize = Connections,
            MaxAutoPrepare = autoPrepares ? 20 : 0,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = !resets,
        }.ConnectionString;
}
