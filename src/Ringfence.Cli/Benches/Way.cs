using System.Collections.Immutable;
using System.Data.Common;

namespace Ringfence.Cli.Benches;

/// <summary>A way to run a statement for a tenant: it takes a connection from a pool and gives it back.</summary>
internal sealed record Way : IAsyncDisposable
{
    /// <summary>What reports call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where its connections come from; disposed with it.</summary>
    public required DbDataSource Source { get; init; }

    /// <summary>How connections are told their tenant.</summary>
    public required WayKind Kind { get; init; }

    /// <summary>Whether the driver prepares the statement.</summary>
    public bool AutoPrepares { get; init; }

    public WayReset Reset { get; init; }

    /// <summary>Of the kind that has one.</summary>
    public SessionForm? Session { get; init; }

    /// <summary>Runs the statement for the tenant in scope.</summary>
    /// <returns>How many rows it read or counted.</returns>
    public async Task<long> RunAsync(BenchRead read, ImmutableArray<string> key, CancellationToken cancellationToken)
    {
        var connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (Session is null)
        {
            var tenantId = Kind == WayKind.Bare ? TenantScope.GetCurrent() : null;
            return await read.RunAsync(connection, key, tenantId, cancellationToken).ConfigureAwait(false);
        }

        await Session.SetAsync(connection, cancellationToken).ConfigureAwait(false);
        try
        {
            return await read.RunAsync(connection, key, tenantId: null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await SessionForm.UnsetAsync(connection).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
