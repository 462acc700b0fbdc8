using System.Data.Common;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>A way to keep tenants apart: how a connection comes to know its tenant, and forgets it.</summary>
internal sealed record Way
{
    public required string Table { get; init; }

    /// <summary>Takes a connection from the pool and tells it the tenant.</summary>
    public required Func<Guid, ValueTask<Rented>> RentAsync { get; init; }

    /// <summary>What is done before the connection goes back; null for nothing.</summary>
    public Func<Rented, ValueTask>? ReturningAsync { get; init; }

    /// <summary>Whether statements say the tenant, since nothing else isolates.</summary>
    public bool SaysTenant { get; init; }

    /// <summary>Whether the tenant is the scope's.</summary>
    public bool IsScoped { get; init; }

    /// <summary>Without more ado: a connection of the data source.</summary>
    public static Func<Guid, ValueTask<Rented>> From(DbDataSource source) =>
        async _ => new(await source.OpenConnectionAsync(), null);
}
