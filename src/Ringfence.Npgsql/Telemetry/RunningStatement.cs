using System.Diagnostics;
using Npgsql;
using Ringfence.Npgsql.Limits;
using Ringfence.Telemetry;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>
/// One execution that somebody listens to or pays for. It is over once: when it has failed, when its answer is there, or
/// when its reader or its connection is closed.
/// </summary>
internal sealed class RunningStatement
{
    private readonly SourceTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly TenantId? _tenantId;
    private readonly StatementBill? _bill;
    private readonly Activity? _outer;
    private readonly Activity? _span;
    private readonly long _began;
    private int _over;

    public RunningStatement(SourceTelemetry telemetry, TimeProvider time, TenantId? tenantId, StatementBill? bill)
    {
        _telemetry = telemetry;
        _time = time;
        _tenantId = tenantId;
        _bill = bill;
        LeaveEnded();
        _outer = Activity.Current;
        _span = Spans.StartStatement(telemetry.Tags, tenantId);
        _began = time.GetTimestamp();
    }

    public void Succeeded() => End(errorType: null, sqlState: null);

    public void Failed(Exception e)
    {
        var sqlState = (e as PostgresException)?.SqlState;
        End((e as RingfenceException)?.Code ?? sqlState ?? e.GetType().FullName!, sqlState);
    }

    /// <summary>It was not sent after all, and there is nothing to tell: a span that is not ended is not reported.</summary>
    public void NotSent()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0 && _span is not null && Activity.Current == _span)
        {
            Activity.Current = _outer;
        }
    }

    /// <summary>Goes on until the reader is closed: the server and the connection are the statement's until then.</summary>
    public void ReadBy(NpgsqlDataReader reader)
    {
        reader.ReaderClosed += (_, _) => Succeeded();
        GoOn();
    }

    /// <summary>Goes on after the call that began it; what the caller does meanwhile is no part of it.</summary>
    public void GoOn()
    {
        if (_span is not null)
        {
            Activity.Current = _outer;
        }
    }

    /// <summary>
    /// Where nothing is awaited: the driver ends its span after its reader is closed, and with it ours, and makes ours
    /// current again when it does. The next statement is none of that one's.
    /// </summary>
    private static void LeaveEnded()
    {
        if (Activity.Current is { IsStopped: true, OperationName: SpanNames.Statement } ended)
        {
            Activity.Current = ended.Parent;
        }
    }

    private void End(string? errorType, string? sqlState)
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
        {
            return;
        }

        var elapsed = _time.GetElapsedTime(_began);
        _bill?.Pay(elapsed);
        _telemetry.Ran(elapsed, _tenantId, errorType, sqlState);
        if (_span is null)
        {
            return;
        }

        if (errorType is not null)
        {
            Spans.Fail(_span, errorType, sqlState);
        }

        // It would make its parent current again, also where the caller has begun a span of its own since.
        var current = Activity.Current;
        _span.Stop();
        if (current != _span)
        {
            Activity.Current = current;
        }
    }
}
