using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>
/// Lets callers that ask for one tenant at the same time wait for one read. Who asks after a change was heard does not
/// join a read from before it. A read that nobody waits for any more is cancelled, so that there are never more of them
/// than callers.
/// </summary>
internal sealed class SharedReads(Func<TenantId, long, CancellationToken, Task<TenantState?>> read)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, Shared> _running = [];

    /// <summary>The answer of a read that began in this round of the cache.</summary>
    public async Task<TenantState?> GetAsync(TenantId tenantId, long round, CancellationToken cancellationToken)
    {
        var shared = Join(tenantId, round);
        try
        {
            return await shared.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync(tenantId, shared).ConfigureAwait(false);
        }
    }

    private Shared Join(TenantId tenantId, long round)
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(tenantId, out var shared) || shared.Round != round)
            {
                shared = new(round, token => read(tenantId, round, token));
                _running[tenantId] = shared;
            }

            shared.Waiting++;
            return shared;
        }
    }

    private async ValueTask LeaveAsync(TenantId tenantId, Shared shared)
    {
        lock (_lock)
        {
            // Whoever comes once an answer is there finds it in the cache, or has to read anew.
            if ((--shared.Waiting == 0 || shared.Answer.IsCompleted) && _running.GetValueOrDefault(tenantId) == shared)
            {
                _running.Remove(tenantId);
            }

            if (shared.Waiting > 0)
            {
                return;
            }
        }

        await shared.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Shared : IAsyncDisposable
    {
        private readonly CancellationTokenSource _left = new();

        public Shared(long round, Func<CancellationToken, Task<TenantState?>> read)
        {
            Round = round;
            var token = _left.Token;
            Answer = Task.Run(() => read(token), CancellationToken.None);
        }

        public long Round { get; }

        public Task<TenantState?> Answer { get; }

        public int Waiting { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (!Answer.IsCompleted)
            {
                await _left.CancelAsync().ConfigureAwait(false);
            }

            _left.Dispose();
        }
    }
}
