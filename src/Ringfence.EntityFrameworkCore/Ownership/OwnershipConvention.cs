using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Ringfence.EntityFrameworkCore.Keys;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>
/// Finds out whose each entity type's rows are, gives tenant-owned ones their tenant property, has their keys carry it,
/// and writes all of it down: a snapshot of the model is read without conventions.
/// </summary>
internal sealed class OwnershipConvention(OwnershipOptions options, ILogger logger) : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(
        IConventionModelBuilder modelBuilder,
        IConventionContext<IConventionModelBuilder> context
    )
    {
        // The type of a raw query's rows is a model of its own, and has no table.
        if (modelBuilder.Metadata.FindAnnotation(CoreAnnotationNames.AdHocModel) is not null)
        {
            return;
        }

        // So is that of the table in which EF Core keeps which migrations ran.
        if (modelBuilder.Metadata.FindEntityType(typeof(HistoryRow)) is not null)
        {
            return;
        }

        var model = (IMutableModel)modelBuilder.Metadata;
        var ownership = new ModelOwnership(model, options);
        ownership.RefuseUndeclared();
        TenantForeignKeys.RefuseNonTenant(model, ownership);
        model.SetAnnotation(OwnershipAnnotations.TenantIdType, options.TenantIdType.SqlName());
        using (modelBuilder.Metadata.DelayConventions())
        {
            var tenants = TenantProperties.Add(ownership, options);
            if (options.UnsafeKeysWithoutTenant)
            {
                logger.KeysWithoutTenant();
                TenantKeys.RefuseSplit(tenants);
            }
            else
            {
                TenantKeys.Carry(model, ownership, tenants);
            }

            TenantIndexes.Lead(tenants);
            ownership.Write(tenants);
        }
    }
}
