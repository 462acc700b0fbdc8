using Npgsql;
using Ringfence.Telemetry;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>What all measurements of one data source carry: which database it is.</summary>
internal static class SourceTags
{
    /// <param name="connection">Where it connects to.</param>
    /// <param name="binding">How it binds; null where it does not, across tenants.</param>
    public static KeyValuePair<string, object?>[] Of(NpgsqlConnectionStringBuilder connection, Binding? binding)
    {
        var tags = new List<KeyValuePair<string, object?>>
        {
            new(TagNames.System, "postgresql"),
            new(TagNames.Database, connection.Database ?? connection.Username),
        };
        if (binding is { } bound)
        {
            tags.Add(new(TagNames.Binding, bound.SqlName()));
        }

        // Of several hosts it is not known which one serves.
        if (connection.Host is { } host && !host.Contains(',', StringComparison.Ordinal))
        {
            tags.Add(new(TagNames.ServerAddress, host));
            if (connection.Port != NpgsqlConnection.DefaultPort)
            {
                tags.Add(new(TagNames.ServerPort, connection.Port));
            }
        }

        return [.. tags];
    }
}
