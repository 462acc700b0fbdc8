using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Npgsql;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>Policies hold its rows, and each statement is bound.</summary>
internal sealed class BoundLineContext(TenantDataSource source) : LineContext("line")
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.UseNpgsql().UseRingfence(source, model => model.UndeclaredEntities = UndeclaredEntities.Allow);
}
