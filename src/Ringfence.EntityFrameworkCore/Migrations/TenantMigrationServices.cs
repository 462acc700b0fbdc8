using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>Puts what knows of tenants in the place of EF Core's and the provider's services for migrations.</summary>
internal static class TenantMigrationServices
{
    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder builder) =>
        builder
            .ReplaceService<IMigrationsModelDiffer, TenantModelDiffer>()
            .ReplaceService<IMigrationsSqlGenerator, TenantSqlGenerator>()
            .ReplaceService<IMigrator, TenantMigrator>()
            .ReplaceService<IRelationalDatabaseCreator, TenantDatabaseCreator>();
}
