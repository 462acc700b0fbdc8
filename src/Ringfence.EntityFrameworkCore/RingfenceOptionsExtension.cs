using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Ringfence.Npgsql;

namespace Ringfence.EntityFrameworkCore;

/// <summary>Keeps on the context's options that they are bound, and by which data source.</summary>
internal sealed class RingfenceOptionsExtension(TenantDataSource source) : IDbContextOptionsExtension
{
    private ExtensionInfo? _info;

    public TenantDataSource Source { get; } = source;

    public DbContextOptionsExtensionInfo Info => _info ??= new(this);

    public void ApplyServices(IServiceCollection services) { }

    public void Validate(IDbContextOptions options) { }

    private sealed class ExtensionInfo(RingfenceOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Ringfence ";

        // EF's own services do not depend on the data source: contexts of several share them.
        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) =>
            other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Ringfence"] = "1";
    }
}
