using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Has the model declare its types a tenant's, as its <c>OnModelCreating</c> would.</summary>
internal sealed class DeclaringCustomizer(ModelCustomizerDependencies dependencies)
    : RelationalModelCustomizer(dependencies)
{
    /// <summary>All but what stored procedures write, whose parameters would have to say the tenant, and what has no key.</summary>
    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>("Bag").IsTenantOwned();
        foreach (var type in modelBuilder.Model.GetEntityTypes().ToList())
        {
            if (
                type is { BaseType: null, HasSharedClrType: false }
                && !type.IsOwned()
                && type.FindPrimaryKey() is not null
                && type.ClrType != typeof(Archives.Entry)
            )
            {
                modelBuilder.Entity(type.ClrType).IsTenantOwned();
            }
        }
    }
}
