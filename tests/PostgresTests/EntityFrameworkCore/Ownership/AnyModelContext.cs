using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A context whose model the test says, and that talks to no database.</summary>
internal sealed class AnyModelContext(DbContextOptions<AnyModelContext> options, Action<ModelBuilder> model)
    : DbContext(options)
{
    /// <summary>The model, finished, with what only migrations read.</summary>
    public static IModel Build(
        Action<ModelBuilder> model,
        Action<OwnershipOptions>? ownership = null,
        ILoggerFactory? logs = null
    )
    {
        var options = new DbContextOptionsBuilder<AnyModelContext>()
            .OfMany()
            .UseNpgsql("Host=nowhere")
            .UseRingfenceMigrations(ownership)
            .UseLoggerFactory(logs)
            .EnableServiceProviderCaching(cacheServiceProvider: false)
            .Options;
        using var context = new AnyModelContext(options, model);
        return context.GetService<IDesignTimeModel>().Model;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => model(modelBuilder);
}
