using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Npgsql;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>Pools of contexts that isolate tenants in different ways, over data sources that others close.</summary>
/// <param name="bare">No tenant is told; queries say it.</param>
/// <param name="setting">Of the setting binding.</param>
/// <param name="signed">Of the signed binding.</param>
internal sealed class ContextSources(NpgsqlDataSource bare, TenantDataSource setting, TenantDataSource signed)
{
    public PooledDbContextFactory<PlainContext> Plain { get; } = Pool<PlainContext>(to => to.UseNpgsql(bare));

    /// <summary>A setting is written when a connection is opened, and the driver's reset unsets it.</summary>
    public PooledDbContextFactory<OpenedContext> Opened { get; } =
        Pool<OpenedContext>(to => to.UseNpgsql(bare).AddInterceptors(new OpenedTenant(unsets: false)));

    /// <summary>It is unset again before the connection is closed.</summary>
    public PooledDbContextFactory<OpenedContext> OpenedUnset { get; } =
        Pool<OpenedContext>(to => to.UseNpgsql(bare).AddInterceptors(new OpenedTenant(unsets: true)));

    public PooledDbContextFactory<BoundContext> Setting { get; } =
        Pool<BoundContext>(to => to.UseNpgsql().UseRingfence(setting, Undeclared));

    public PooledDbContextFactory<SignedContext> Signed { get; } =
        Pool<SignedContext>(to => to.UseNpgsql().UseRingfence(signed, Undeclared));

    /// <summary>The same model for all: it knows no tenant, and no filter is added.</summary>
    private static void Undeclared(OwnershipOptions model) => model.UndeclaredEntities = UndeclaredEntities.Allow;

    private static PooledDbContextFactory<TContext> Pool<TContext>(Action<DbContextOptionsBuilder> configure)
        where TContext : ApiContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        configure(builder);
        return new(builder.Options);
    }
}
