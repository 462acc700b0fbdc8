using System.Data;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;
using Ringfence.Telemetry;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>What an admin data source reports. Who and why are in the database's log alone.</summary>
internal sealed class AdminTelemetry(IMeterFactory? meters, NpgsqlConnectionStringBuilder connection)
{
    private readonly Instruments _instruments = Instruments.Of(meters);
    private readonly KeyValuePair<string, object?>[] _tags = SourceTags.Of(connection, binding: null);

    /// <summary>A connection was opened; its span ends with it.</summary>
    public void Opened(NpgsqlConnection opened, bool writes)
    {
        _instruments.AdminOpens.Add(1, new TagList(_tags) { { TagNames.Access, Spans.Access(writes) } });
        var outer = Activity.Current;
        if (Spans.StartAdmin(_tags, writes) is not { } span)
        {
            return;
        }

        Activity.Current = outer;
        opened.StateChange += (_, change) =>
        {
            if (change.CurrentState is not (ConnectionState.Closed or ConnectionState.Broken))
            {
                return;
            }

            // Its end would make its parent current, whatever the caller has begun since.
            var current = Activity.Current;
            span.Stop();
            Activity.Current = current;
        };
    }

    /// <summary>An open was refused.</summary>
    public void Refused(RingfenceException refusal) =>
        _instruments.Refusals.Add(1, new TagList(_tags) { { TagNames.ErrorType, refusal.Code } });
}
