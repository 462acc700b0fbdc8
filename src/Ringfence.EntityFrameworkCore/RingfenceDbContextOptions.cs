using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;
using Ringfence.EntityFrameworkCore.Binding;
using Ringfence.EntityFrameworkCore.Filters;
using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Tracking;
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
    /// <param name="model">Sets how the model says whose the rows of its entity types are.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no data source to be found, or <c>UseNpgsql</c> was not called, or another data source is in use.
    /// </exception>
    public static DbContextOptionsBuilder UseRingfence(
        this DbContextOptionsBuilder builder,
        TenantDataSource? source = null,
        Action<OwnershipOptions>? model = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var npgsql = Provider(builder, nameof(UseRingfence));
        source ??=
            builder
                .Options.FindExtension<CoreOptionsExtension>()
                ?.ApplicationServiceProvider?.GetService<TenantDataSource>()
            ?? throw new InvalidOperationException(
                "UseRingfence() found no TenantDataSource. Call services.AddRingfence().AddNpgsql(…) and make the context"
                    + " by AddDbContext, or give UseRingfence the data source."
            );
        if (source.Resets)
        {
            throw new InvalidOperationException(
                $"{source.ResetOption} is not for contexts, which open and close their connections past the data source:"
                    + " give UseRingfence() a data source without it."
            );
        }

        if (builder.Options.FindExtension<RingfenceOptionsExtension>() is { } former)
        {
            return former.Source != source
                    ? throw new InvalidOperationException("UseRingfence() was called with another data source before.")
                : model is not null && former.Ownership.Key != Ownership(source, model).Key
                    ? throw new InvalidOperationException(
                        "UseRingfence() was called before, and said otherwise of the model. Say all of it in one call."
                    )
                : builder;
        }

        if (npgsql is { ConnectionString: null, Connection: null, DataSource: null })
        {
            builder.UseNpgsql(source.Inner);
        }

        return Use(builder, source, model);
    }

    /// <inheritdoc cref="UseRingfence(DbContextOptionsBuilder, TenantDataSource?, Action{OwnershipOptions}?)"/>
    public static DbContextOptionsBuilder<TContext> UseRingfence<TContext>(
        this DbContextOptionsBuilder<TContext> builder,
        TenantDataSource? source = null,
        Action<OwnershipOptions>? model = null
    )
        where TContext : DbContext
    {
        UseRingfence((DbContextOptionsBuilder)builder, source, model);
        return builder;
    }

    /// <summary>
    /// Serves a context that only migrates, on the owner's connection, such as the one of <c>dotnet ef</c>: the same model
    /// and the same migrations, without a data source. Any other statement of the context is refused. Call it after
    /// <c>UseNpgsql(…)</c>.
    /// </summary>
    /// <param name="builder">The context's options.</param>
    /// <param name="model">What <c>UseRingfence</c> is given as well: another model would have other migrations.</param>
    /// <exception cref="InvalidOperationException"><c>UseNpgsql</c> was not called, or <c>UseRingfence</c> was.</exception>
    public static DbContextOptionsBuilder UseRingfenceMigrations(
        this DbContextOptionsBuilder builder,
        Action<OwnershipOptions>? model = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        Provider(builder, nameof(UseRingfenceMigrations));
        return builder.Options.FindExtension<RingfenceOptionsExtension>() is null
            ? Use(builder, source: null, model)
            : throw new InvalidOperationException("The context uses Ringfence already.");
    }

    /// <inheritdoc cref="UseRingfenceMigrations(DbContextOptionsBuilder, Action{OwnershipOptions}?)"/>
    public static DbContextOptionsBuilder<TContext> UseRingfenceMigrations<TContext>(
        this DbContextOptionsBuilder<TContext> builder,
        Action<OwnershipOptions>? model = null
    )
        where TContext : DbContext
    {
        UseRingfenceMigrations((DbContextOptionsBuilder)builder, model);
        return builder;
    }

    private const int KnownMajor = 10;

    private static NpgsqlOptionsExtension Provider(DbContextOptionsBuilder builder, string caller) =>
        builder.Options.FindExtension<NpgsqlOptionsExtension>()
        ?? throw new InvalidOperationException($"Call UseNpgsql() before {caller}().");

    private static OwnershipOptions Ownership(TenantDataSource? source, Action<OwnershipOptions>? model)
    {
        var ownership = new OwnershipOptions
        {
            TenantIdType = source?.Options.TenantIdType ?? TenantIdType.Uuid,
            Binding = source?.Binding ?? global::Ringfence.Binding.Signed,
        };
        model?.Invoke(ownership);
        return ownership;
    }

    private static DbContextOptionsBuilder Use(
        DbContextOptionsBuilder builder,
        TenantDataSource? source,
        Action<OwnershipOptions>? model
    )
    {
        var ownership = Ownership(source, model);
        var extension = new RingfenceOptionsExtension(source, ownership);
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(extension);
        builder.AddInterceptors(new CommandEvents(extension.Commands));
        if (source is not null)
        {
            builder.AddInterceptors(new TransactionEvents(source));
        }

        return CheaplyBound(ApartInCaches(TenantMigrationServices.Use(builder)))
            .ReplaceService<IModificationCommandBatchFactory, BoundModificationBatchFactory>()
            .ReplaceService<INpgsqlRelationalConnection, BoundRelationalConnection>()
            .ReplaceService<IStateManager, TenantTracker>()
            .ReplaceService<IEntityFinderSource, TenantFinderSource>()
            .ReplaceService<IModelRuntimeInitializer, FilteringModelInitializer>()
            .ReplaceService<IQueryTranslationPreprocessorFactory, TenantQueryPreprocessorFactory>();
    }

    /// <summary>A factory of the user's stays: by what it tells models apart is more than is known here.</summary>
    private static DbContextOptionsBuilder ApartInCaches(DbContextOptionsBuilder builder) =>
        IsReplaced<IModelCacheKeyFactory>(builder)
            ? builder
            : builder.ReplaceService<IModelCacheKeyFactory, OwnedModelKeys>();

    /// <summary>
    /// A logger of the user's stays: the interceptor binds as well, at a higher price. So it does with another major version
    /// of EF Core, whose logger may be called in other ways than ours overrides.
    /// </summary>
    private static DbContextOptionsBuilder CheaplyBound(DbContextOptionsBuilder builder) =>
        typeof(IRelationalCommandDiagnosticsLogger).Assembly.GetName().Version?.Major != KnownMajor
        || IsReplaced<IRelationalCommandDiagnosticsLogger>(builder)
            ? builder
            : builder.ReplaceService<IRelationalCommandDiagnosticsLogger, BoundCommandLogger>();

    private static bool IsReplaced<TService>(DbContextOptionsBuilder builder) =>
        builder.Options.FindExtension<CoreOptionsExtension>()?.ReplacedServices?.ContainsKey((typeof(TService), null))
            is true;
}
