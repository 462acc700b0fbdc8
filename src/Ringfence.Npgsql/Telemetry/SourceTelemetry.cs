using System.Diagnostics;
using Npgsql;
using Ringfence.Npgsql.Limits;
using Ringfence.Telemetry;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>What one data source reports. Where nobody listens it costs a look at a field, and allocates nothing.</summary>
internal sealed class SourceTelemetry : IDisposable
{
    private readonly Instruments _instruments;
    private readonly TenantTags _tenants;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?>[] _tags;
    private volatile TenantLimiter? _limits;

    public SourceTelemetry(TenantDataSourceOptions options, NpgsqlConnectionStringBuilder connection)
    {
        _instruments = Instruments.Of(options.MeterFactory);
        _tenants = new(options.MetricTenants);
        _time = options.TimeProvider;
        _tags = SourceTags.Of(connection, options.Binding);
        _instruments.Add(this);
    }

    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => _tags;

    /// <summary>Whose counts are observed; null where nothing is limited.</summary>
    public TenantLimiter? Limits
    {
        get => _limits;
        set => _limits = value;
    }

    /// <summary>Whether somebody counts binds.</summary>
    public bool CountsBinds => _instruments.Binds.Enabled;

    /// <summary>A statement is sent with its bind.</summary>
    public void Bound()
    {
        if (_instruments.Binds.Enabled)
        {
            _instruments.Binds.Add(1, _tags);
        }
    }

    /// <summary>A statement or a connection was refused; what a limit refuses is told by <see cref="LimitHit"/>.</summary>
    public void Refused(RingfenceException refusal)
    {
        if (refusal is TenantMissingException)
        {
            _instruments.MissingTenants.Add(1, _tags);
        }
        else if (refusal is not TenantLimitedException)
        {
            var tags = new TagList(_tags) { { TagNames.ErrorType, refusal.Code } };
            if (refusal is TenantRefusedException { Reason: var reason })
            {
                tags.Add(TagNames.Reason, reason);
            }

            _instruments.Refusals.Add(1, tags);
        }
    }

    /// <summary>Counts a refusal that is about to be thrown.</summary>
    public TenantRefusedException Counted(TenantRefusedException refusal)
    {
        Refused(refusal);
        return refusal;
    }

    public void LimitHit(TenantId tenantId, string limit)
    {
        var tags = new TagList(_tags) { { TagNames.Limit, limit } };
        AddTenant(ref tags, tenantId);
        _instruments.LimitsHit.Add(1, tags);
    }

    public void Waited(TimeSpan time) => _instruments.LimitWait.Record(time.TotalSeconds, _tags);

    /// <summary>A statement is about to be sent; null where nobody wants to know how long it takes.</summary>
    public RunningStatement? Start(TenantId? tenantId, StatementBill? bill) =>
        bill is not null || _instruments.StatementDuration.Enabled || Spans.AreHeard
            ? new(this, _time, tenantId, bill)
            : null;

    public void Ran(TimeSpan elapsed, TenantId? tenantId, string? errorType, string? sqlState)
    {
        if (!_instruments.StatementDuration.Enabled)
        {
            return;
        }

        var tags = new TagList(_tags);
        AddTenant(ref tags, tenantId);
        if (errorType is not null)
        {
            tags.Add(TagNames.ErrorType, errorType);
        }

        if (sqlState is not null)
        {
            tags.Add(TagNames.StatusCode, sqlState);
        }

        _instruments.StatementDuration.Record(elapsed.TotalSeconds, tags);
    }

    public void Dispose() => _instruments.Remove(this);

    private void AddTenant(ref TagList tags, TenantId? tenantId)
    {
        if (_tenants.Find(tenantId) is { } tenant)
        {
            tags.Add(TagNames.Tenant, tenant);
        }
    }
}
