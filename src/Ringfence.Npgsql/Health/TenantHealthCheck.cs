using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Health;

/// <summary>
/// Looks again at what was checked when connections were opened, since grants and tables change while a service runs. The
/// answer is kept for a moment: however many probes come, the database is asked once.
/// </summary>
internal sealed class TenantHealthCheck(TenantDataSource source, TenantHealthOptions options)
    : IHealthCheck,
        IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private HealthCheckResult _last;
    private long? _lastAt;

    private TimeProvider Time => source.Options.TimeProvider;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_lastAt is not { } at || Time.GetElapsedTime(at) >= options.KeepFor)
            {
                _last = await AskAsync(context.Registration.FailureStatus, cancellationToken).ConfigureAwait(false);
                _lastAt = Time.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<HealthCheckResult> AskAsync(HealthStatus failure, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(options.Timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            var connection = await source.OpenUnboundAsync(either.Token).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            var facts = await HealthReader.ReadAsync(connection, Time, either.Token).ConfigureAwait(false);
            return HealthVerdict.Of(facts, source.Options, options, Time.GetUtcNow(), failure);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(failure, $"The database did not answer within {options.Timeout.TotalSeconds:0.#} s.");
        }
        catch (RingfenceException e)
        {
            return Refused(e, failure);
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            return Refused(new ContractMissingException(e), failure);
        }
        catch (NpgsqlException e)
        {
            return new(failure, "The database could not be asked.", e);
        }
    }

    private static HealthCheckResult Refused(RingfenceException e, HealthStatus failure) =>
        new(failure, e.Message, e, new Dictionary<string, object>(StringComparer.Ordinal) { ["code"] = e.Code });
}
