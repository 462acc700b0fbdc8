using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations.Internal;
using Ringfence.EntityFrameworkCore.Migrations.Guard;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Refuses to migrate as the application role, and tells the SQL generator what a migration starts from: of that EF Core
/// gives it only what it comes to.
/// </summary>
internal sealed class TenantMigrator(
    IMigrationsAssembly migrationsAssembly,
    IHistoryRepository historyRepository,
    IDatabaseCreator databaseCreator,
    IMigrationsSqlGenerator migrationsSqlGenerator,
    IRawSqlCommandBuilder rawSqlCommandBuilder,
    IMigrationCommandExecutor migrationCommandExecutor,
    IRelationalConnection connection,
    ISqlGenerationHelper sqlGenerationHelper,
    ICurrentDbContext currentContext,
    IModelRuntimeInitializer modelRuntimeInitializer,
    IDiagnosticsLogger<Microsoft.EntityFrameworkCore.DbLoggerCategory.Migrations> logger,
    IRelationalCommandDiagnosticsLogger commandLogger,
    IDatabaseProvider databaseProvider,
    IMigrationsModelDiffer migrationsModelDiffer,
    IDesignTimeModel designTimeModel,
    IDbContextOptions contextOptions,
    IExecutionStrategy executionStrategy
)
    : NpgsqlMigrator(
        migrationsAssembly,
        historyRepository,
        databaseCreator,
        migrationsSqlGenerator,
        rawSqlCommandBuilder,
        migrationCommandExecutor,
        connection,
        sqlGenerationHelper,
        currentContext,
        modelRuntimeInitializer,
        logger,
        commandLogger,
        databaseProvider,
        migrationsModelDiffer,
        designTimeModel,
        contextOptions,
        executionStrategy
    )
{
    private readonly IMigrationsAssembly _assembly = migrationsAssembly;
    private readonly TenantSqlGenerator _generator = (TenantSqlGenerator)migrationsSqlGenerator;
    private readonly IRelationalConnection _connection = connection;
    private readonly IDbContextOptions _options = contextOptions;

    public override void Migrate(string? targetMigration)
    {
        RefuseTenantConnection();
        base.Migrate(targetMigration);
    }

    public override Task MigrateAsync(string? targetMigration, CancellationToken cancellationToken = default)
    {
        RefuseTenantConnection();
        return base.MigrateAsync(targetMigration, cancellationToken);
    }

    protected override IReadOnlyList<MigrationCommand> GenerateUpSql(
        Migration migration,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default
    )
    {
        _generator.Before = Isolated(order => order < 0, migration);
        try
        {
            return base.GenerateUpSql(migration, options);
        }
        finally
        {
            _generator.Before = [];
        }
    }

    protected override IReadOnlyList<MigrationCommand> GenerateDownSql(
        Migration migration,
        Migration? previousMigration,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default
    )
    {
        _generator.Before = Isolated(order => order <= 0, migration);
        try
        {
            return base.GenerateDownSql(migration, previousMigration, options);
        }
        finally
        {
            _generator.Before = [];
        }
    }

    /// <summary>
    /// What the migrations up to this one have isolated: by the model that the last came to, and by their operations,
    /// which may be written by hand for tables that the model does not call tenants'.
    /// </summary>
    private IReadOnlyList<TenantTable> Isolated(Func<int, bool> isBefore, Migration migration)
    {
        var own = migration.GetId();
        var guard = new DataMigrationGuard([]);
        IModel? model = null;
        foreach (var (id, type) in _assembly.Migrations.OrderBy(each => each.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (isBefore(StringComparer.OrdinalIgnoreCase.Compare(id, own)))
            {
                var earlier = _assembly.CreateMigration(type, ActiveProvider);
                model = earlier.TargetModel;
                foreach (var operation in earlier.UpOperations)
                {
                    guard.Follow(operation);
                }
            }
        }

        return [.. TenantTables.Of(model).Union(guard.Isolated)];
    }

    private string ActiveProvider => _connection.Context.Database.ProviderName!;

    /// <summary>By its login: a context may be given the owner's connection at run time.</summary>
    private void RefuseTenantConnection()
    {
        if (
            _options.FindExtension<RingfenceOptionsExtension>()?.Source is { } source
            && Login(_connection.ConnectionString) == Login(source.Inner.ConnectionString)
        )
        {
            throw new MigrationConnectionException();
        }
    }

    private static string? Login(string? connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Username;
}
