using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Ringfence.EntityFrameworkCore.Binding;
using Ringfence.EntityFrameworkCore.Updates;
using Ringfence.Npgsql;

namespace Ringfence.EntityFrameworkCore;

/// <summary>Binds the contexts of EF Core to the tenant in scope.</summary>
public static class RingfenceDbContextOptions
{
    /// <summary>
    /// Binds every statement of the context to the tenant in scope, at no extra round trip; without a scope it is refused
    /// before anything is sent. Call it after <c>UseNpgsql()</c>.
    /// </summary>
    /// <remarks>
    /// The connections come from the <see cref="TenantDataSource"/>, unless <c>UseNpgsql</c> was given others: those serve
    /// migrations, which run unbound, and any other statement on them is refused. Migrations run as the owner, so give
    /// them the owner's connection string.
    /// </remarks>
    /// <param name="builder">The context's options.</param>
    /// <param name="source">
    /// The data source; null for the one that <c>AddRingfence().AddNpgsql(…)</c> put into the application's services,
    /// which <c>AddDbContext</c> and its like make known.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// There is no data source to be found, or <c>UseNpgsql</c> was not called, or another data source is in use.
    /// </exception>
    public static DbContextOptionsBuilder UseRingfence(
        this DbContextOptionsBuilder builder,
        TenantDataSource? source = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var npgsql =
            builder.Options.FindExtension<NpgsqlOptionsExtension>()
            ?? throw new InvalidOperationException("Call UseNpgsql() before UseRingfence().");
        source ??=
            builder
                .Options.FindExtension<CoreOptionsExtension>()
                ?.ApplicationServiceProvider?.GetService<TenantDataSource>()
            ?? throw new InvalidOperationException(
                "UseRingfence() found no TenantDataSource. Call services.AddRingfence().AddNpgsql(…) and make the context"
                    + " by AddDbContext, or give UseRingfence the data source."
            );
        if (builder.Options.FindExtension<RingfenceOptionsExtension>() is { } former)
        {
            return former.Source == source
                ? builder
                : throw new InvalidOperationException("UseRingfence() was called with another data source before.");
        }

        if (npgsql is { ConnectionString: null, Connection: null, DataSource: null })
        {
            builder.UseNpgsql(source.Inner);
        }

        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(new RingfenceOptionsExtension(source));
        return builder
            .AddInterceptors(
                new CommandBinding(source),
                new ConnectionEvents(source),
                new TransactionEvents(source),
                new SaveRefusals()
            )
            .ReplaceService<IModificationCommandBatchFactory, BoundModificationBatchFactory>();
    }

    /// <inheritdoc cref="UseRingfence(DbContextOptionsBuilder, TenantDataSource?)"/>
    public static DbContextOptionsBuilder<TContext> UseRingfence<TContext>(
        this DbContextOptionsBuilder<TContext> builder,
        TenantDataSource? source = null
    )
        where TContext : DbContext
    {
        UseRingfence((DbContextOptionsBuilder)builder, source);
        return builder;
    }
}
