using System.Data;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations.Internal;
using Ringfence.EntityFrameworkCore.Migrations.Guard;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Refuses to migrate as the application role, tells the SQL generator what a migration starts from, of which EF Core gives
/// it only what it comes to, and has the server refuse what a policy would hide: <c>row_security</c> is off meanwhile.
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
    private const string Off = "set row_security = off;\n";
    private const string AsBefore = "reset row_security;\n";

    private readonly IMigrationsAssembly _assembly = migrationsAssembly;
    private readonly TenantSqlGenerator _generator = Generator(migrationsSqlGenerator, migrationsModelDiffer);
    private readonly IRelationalConnection _connection = connection;
    private readonly IDbContextOptions _options = contextOptions;
    private readonly IRawSqlCommandBuilder _commands = rawSqlCommandBuilder;
    private readonly DbContext _context = currentContext.Context;
    private readonly IRelationalCommandDiagnosticsLogger _commandLogger = commandLogger;
    private readonly Dictionary<string, TenantTable[]> _byHand = new(StringComparer.OrdinalIgnoreCase);

    public override void Migrate(string? targetMigration)
    {
        MigrationConnection.RefuseTenants(_connection, _options);
        try
        {
            base.Migrate(targetMigration);
        }
        finally
        {
            if (StaysOpen)
            {
                Command(AsBefore).ExecuteNonQuery(_connection);
            }
        }
    }

    public override async Task MigrateAsync(string? targetMigration, CancellationToken cancellationToken = default)
    {
        MigrationConnection.RefuseTenants(_connection, _options);
        try
        {
            await base.MigrateAsync(targetMigration, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (StaysOpen)
            {
                await Command(AsBefore)
                    .ExecuteNonQueryAsync(_connection, cancellationToken: CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
    }

    protected override IReadOnlyList<MigrationCommand> GenerateUpSql(
        Migration migration,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default
    )
    {
        _generator.Before = Isolated(order => order < 0, migration);
        try
        {
            return Loud(base.GenerateUpSql(migration, options));
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
            return Loud(base.GenerateDownSql(migration, previousMigration, options));
        }
        finally
        {
            _generator.Before = [];
        }
    }

    /// <summary>
    /// The caller's connection, which keeps the setting where a command outside the transaction failed. A transaction of the
    /// caller's takes it along when it is rolled back.
    /// </summary>
    private bool StaysOpen =>
        _connection.CurrentTransaction is null && _connection.DbConnection.State == ConnectionState.Open;

    private static TenantSqlGenerator Generator(IMigrationsSqlGenerator generator, IMigrationsModelDiffer differ)
    {
        if (differ is not TenantModelDiffer)
        {
            throw new MigrationServiceReplacedException(typeof(IMigrationsModelDiffer), differ.GetType());
        }

        return generator as TenantSqlGenerator
            ?? throw new MigrationServiceReplacedException(typeof(IMigrationsSqlGenerator), generator.GetType());
    }

    /// <summary>
    /// With <c>row_security</c> off the server refuses what a policy would hide from the owner (chapter 5.9): a view, a
    /// function or a text put together at run time would else touch no row in silence, past the guard, which reads texts.
    /// </summary>
    private List<MigrationCommand> Loud(IReadOnlyList<MigrationCommand> commands)
    {
        var loud = new List<MigrationCommand>(commands.Count + 2) { Command(Off) };
        for (var at = 0; at < commands.Count; at++)
        {
            // Of a function in SQL the server looks up what its body would see, and calls nothing.
            var defines = RoutineDefinitions.AreAll(commands[at].CommandText);
            if (defines)
            {
                loud.Add(Command("set row_security = on;\n"));
            }

            loud.Add(commands[at].TransactionSuppressed && !defines ? Loud(commands[at]) : commands[at]);
            // A retry begins after a command outside the transaction, in another session.
            if (at + 1 < commands.Count && (defines || commands[at].TransactionSuppressed || MaySwitch(commands[at])))
            {
                loud.Add(Command(Off));
            }
        }

        // Before the last, which writes the history: an idempotent script runs nothing of a migration after it.
        loud.Insert(loud.Count - 1, Command(AsBefore));
        return loud;
    }

    private LoudCommand Loud(MigrationCommand command) =>
        new(Command(Off), command, _commands.Build(command.CommandText), _context);

    /// <summary>By <c>reset all</c> too, and in a text that it executes.</summary>
    private static bool MaySwitch(MigrationCommand command) =>
        command.CommandText.Contains("reset", StringComparison.OrdinalIgnoreCase)
        || command.CommandText.Contains("row_security", StringComparison.OrdinalIgnoreCase);

    private MigrationCommand Command(string sql) => new(_commands.Build(sql), _context, _commandLogger);

    /// <summary>
    /// What the migrations up to this one have isolated: by the model that the last came to, and by their operations,
    /// which may be written by hand for tables that the model does not call tenants'.
    /// </summary>
    private IReadOnlyList<TenantTable> Isolated(Func<int, bool> isBefore, Migration migration)
    {
        var own = migration.GetId();
        var last = _assembly
            .Migrations.Where(each => isBefore(StringComparer.OrdinalIgnoreCase.Compare(each.Key, own)))
            .OrderBy(each => each.Key, StringComparer.OrdinalIgnoreCase)
            .LastOrDefault();
        return last.Value is null
            ? []
            : [.. TenantTables.Of(Create(last.Value).TargetModel).Union(IsolatedByHand(last.Key))];
    }

    /// <summary>Each migration is followed once, in their order, however many come after it.</summary>
    private TenantTable[] IsolatedByHand(string last)
    {
        if (_byHand.Count == 0)
        {
            var followed = new DataMigrationGuard([]);
            foreach (var (id, type) in _assembly.Migrations.OrderBy(each => each.Key, StringComparer.OrdinalIgnoreCase))
            {
                foreach (var operation in Create(type).UpOperations)
                {
                    followed.Follow(operation);
                }

                _byHand[id] = [.. followed.Isolated];
            }
        }

        return _byHand[last];
    }

    private Migration Create(TypeInfo type) =>
        _assembly.CreateMigration(type, _connection.Context.Database.ProviderName!);
}
