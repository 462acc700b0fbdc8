using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Ringfence.EntityFrameworkCore.Binding;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Npgsql;

namespace Ringfence.EntityFrameworkCore;

/// <summary>Keeps on the context's options by which data source they are bound, and whose the rows of the model are.</summary>
/// <param name="source">The data source; null for a context that only migrates.</param>
/// <param name="ownership">Not to be changed any more.</param>
internal sealed class RingfenceOptionsExtension(TenantDataSource? source, OwnershipOptions ownership)
    : IDbContextOptionsExtension
{
    private readonly OwnershipOptions _ownership = ownership.Copy();
    private ExtensionInfo? _info;

    public TenantDataSource? Source { get; } = source;

    public OwnershipOptions Ownership => _ownership;

    /// <summary>Binds the commands of all contexts of these options.</summary>
    public CommandBinding Commands { get; } = new(source);

    public DbContextOptionsExtensionInfo Info => _info ??= new(this);

    public void ApplyServices(IServiceCollection services)
    {
        services.AddSingleton(_ownership);
        new EntityFrameworkServicesBuilder(services).TryAdd<IConventionSetPlugin, OwnershipPlugin>();
    }

    public void Validate(IDbContextOptions options) { }

    private sealed class ExtensionInfo(RingfenceOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        private readonly OwnershipOptions _ownership = extension._ownership;

        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Ringfence ";

        /// <summary>
        /// EF keeps one model for each of its service providers. It depends on what is said of ownership, and not on the
        /// data source: contexts of several share it.
        /// </summary>
        public override int GetServiceProviderHashCode() => _ownership.Key.GetHashCode();

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) =>
            other is ExtensionInfo info && info._ownership.Key == _ownership.Key;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Ringfence"] = "1";
    }
}
