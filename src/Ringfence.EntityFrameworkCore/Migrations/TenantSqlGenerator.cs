using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;
using Ringfence.EntityFrameworkCore.Migrations.Guard;
using Ringfence.EntityFrameworkCore.Migrations.Operations;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Writes the SQL of Ringfence's operations, and refuses those of others that would silently touch no tenant's rows.
/// </summary>
internal sealed class TenantSqlGenerator(
    MigrationsSqlGeneratorDependencies dependencies,
    INpgsqlSingletonOptions npgsqlOptions
) : NpgsqlMigrationsSqlGenerator(dependencies, npgsqlOptions)
{
    private static readonly Version SetNullVersion = new(15, 0);

    private readonly Version? _version = npgsqlOptions.IsPostgresVersionSet ? npgsqlOptions.PostgresVersion : null;
    private ImmutableArray<TenantTable> _tables = [];
    private ImmutableArray<TenantOperation> _isolations = [];

    /// <summary>The tables that are isolated where the operations start.</summary>
    public IReadOnlyList<TenantTable> Before { get; set; } = [];

    private bool HasTenantTables =>
        _tables.Length > 0 || Before.Count > 0 || _isolations.Any(each => each is EnableTenantIsolationOperation);

    public override IReadOnlyList<MigrationCommand> Generate(
        IReadOnlyList<MigrationOperation> operations,
        IModel? model = null,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default
    )
    {
        // Another migrator would leave row_security on, and not say what a migration starts from.
        if (Dependencies.CurrentContext.Context.GetService<IMigrator>() is var migrator and not TenantMigrator)
        {
            throw new MigrationServiceReplacedException(typeof(IMigrator), migrator.GetType());
        }

        _tables = TenantTables.Of(model);
        new DataMigrationGuard(Before).Check(operations);
        var setsNull = operations.SelectMany(ForeignKeys).FirstOrDefault(SetsNullBesideTenant);
        if (setsNull is not null && _version is not null && _version < SetNullVersion)
        {
            throw new SetNullUnsupportedException(setsNull.Table);
        }

        _isolations = [.. operations.OfType<TenantOperation>()];
        return
        [
            .. Commands(setsNull is null ? null : RefuseOldServer(setsNull.Table)),
            .. Parts(operations).SelectMany(part => GeneratePart(part, model, options)),
        ];
    }

    protected override void Generate(MigrationOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        var sql = operation switch
        {
            EnableTenantIsolationOperation enable => IsolationSql.Enable([enable], Resumes),
            DisableTenantIsolationOperation disable => IsolationSql.Disable(disable, Resumes(disable)),
            InstallTenantContractOperation install => ContractSql.Install(install),
            RemoveTenantContractOperation => ContractSql.Remove(),
            ForEachTenantOperation data => DataSql.ForEachTenant(data),
            AcrossTenantsOperation data => DataSql.AcrossTenants(data),
            _ => null,
        };
        if (sql is null)
        {
            base.Generate(operation, model, builder);
        }
        else
        {
            builder.Append(sql).EndCommand();
        }
    }

    /// <summary>
    /// A table is closed by the command that makes it: what runs outside the transaction before its policy is written
    /// would show it to whoever has default privileges. Seeded rows are the owner's to write, whom nothing is forced on yet.
    /// </summary>
    protected override void Generate(
        CreateTableOperation operation,
        IModel? model,
        MigrationCommandListBuilder builder,
        bool terminate = true
    )
    {
        if (
            terminate
            && _isolations
                .OfType<EnableTenantIsolationOperation>()
                .Any(enable => IsSame(enable.Schema, enable.Table, operation.Schema, operation.Name))
        )
        {
            var table = new Ringfence.Sql.SqlQuoted(IsolationSql.Quoted(operation.Schema, operation.Name));
            builder
                .Append(SqlOf(inner => base.Generate(operation, model, inner)))
                .Append(Ringfence.Sql.Ddl.Text($"alter table {table} enable row level security;\n"))
                .EndCommand();
        }
        else
        {
            base.Generate(operation, model, builder, terminate);
        }
    }

    protected override void Generate(
        AddForeignKeyOperation operation,
        IModel? model,
        MigrationCommandListBuilder builder,
        bool terminate = true
    )
    {
        if (terminate && (IsIsolated(operation.Table) || IsIsolated(operation.PrincipalTable)))
        {
            string[] tables =
            [
                IsolationSql.Quoted(operation.Schema, operation.Table),
                IsolationSql.Quoted(operation.PrincipalSchema, operation.PrincipalTable),
            ];
            AppendUnforced(builder, tables, UnforcedReach.Named, inner => base.Generate(operation, model, inner));
        }
        else
        {
            base.Generate(operation, model, builder, terminate);
        }
    }

    /// <summary>
    /// The provider gives the default to rows that have none before it refuses those; and the server validates foreign keys
    /// anew, of whatever tables, when a column of theirs changes its type.
    /// </summary>
    protected override void Generate(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        var changesType = HasTenantTables && ChangesType(operation);
        if (
            changesType
            || (operation is { IsNullable: false, OldColumn.IsNullable: true } && IsIsolated(operation.Table))
        )
        {
            AppendUnforced(
                builder,
                [IsolationSql.Quoted(operation.Schema, operation.Table)],
                changesType ? UnforcedReach.KeysToo : UnforcedReach.Named,
                inner => base.Generate(operation, model, inner)
            );
        }
        else
        {
            base.Generate(operation, model, builder);
        }
    }

    /// <summary>
    /// The provider moves sequences past seeded rows at the very end of what it generates, where it must still see these:
    /// the first policies behind them begin another part.
    /// </summary>
    private static IEnumerable<List<MigrationOperation>> Parts(IReadOnlyList<MigrationOperation> operations)
    {
        var part = new List<MigrationOperation>();
        foreach (var operation in operations)
        {
            var isPolicy = operation is EnableTenantIsolationOperation;
            var arePolicies = part is [EnableTenantIsolationOperation, ..];
            if (isPolicy ? !arePolicies && part.Exists(each => each is InsertDataOperation) : arePolicies)
            {
                yield return part;
                part = [];
            }

            part.Add(operation);
        }

        yield return part;
    }

    private IReadOnlyList<MigrationCommand> GeneratePart(
        List<MigrationOperation> part,
        IModel? model,
        MigrationsSqlGenerationOptions options
    )
    {
        var last = part.FindLastIndex(operation => operation is not EnableTenantIsolationOperation) + 1;
        var policies = part.Skip(last).Cast<EnableTenantIsolationOperation>().ToList();
        return
        [
            .. base.Generate([.. part.Take(last)], model, options),
            .. Commands(policies.Count == 0 ? null : IsolationSql.Enable(policies, Resumes)),
        ];
    }

    /// <summary>The table's policy is taken off and put on again here.</summary>
    private bool Resumes(TenantOperation operation) =>
        operation switch
        {
            DisableTenantIsolationOperation disable => _isolations
                .SkipWhile(each => each != disable)
                .OfType<EnableTenantIsolationOperation>()
                .Any(enable => (enable.Schema, enable.Table) == (disable.Schema, disable.Table)),
            EnableTenantIsolationOperation enable => _isolations
                .TakeWhile(each => each != enable)
                .OfType<DisableTenantIsolationOperation>()
                .Any(disable => (disable.Schema, disable.Table) == (enable.Schema, enable.Table)),
            _ => false,
        };

    /// <summary>Whatever its schema, and at any point of the migration: where it is not, the server sees that.</summary>
    private bool IsIsolated(string table) =>
        _tables.Concat(Before).Any(each => each.Name == table)
        || _isolations.OfType<EnableTenantIsolationOperation>().Any(each => each.Table == table);

    /// <summary>A table without a schema may be the one with it.</summary>
    private static bool IsSame(string? schema, string table, string? otherSchema, string otherTable) =>
        table == otherTable && (schema == otherSchema || schema is null || otherSchema is null);

    private static bool ChangesType(AlterColumnOperation operation) =>
        operation.ClrType != operation.OldColumn.ClrType
        || operation.ColumnType != operation.OldColumn.ColumnType
        || operation.Collation != operation.OldColumn.Collation;

    /// <summary>They are executed as a text, which is plain SQL in an idempotent script, too.</summary>
    private void AppendUnforced(
        MigrationCommandListBuilder builder,
        IEnumerable<string> tables,
        UnforcedReach reach,
        Action<MigrationCommandListBuilder> generate
    )
    {
        var options = Options;
        Options &= ~MigrationsSqlGenerationOptions.Idempotent;
        builder.Append(UnforcedSql.Run(tables, SqlOf(generate), reach)).EndCommand();
        Options = options;
    }

    private string SqlOf(Action<MigrationCommandListBuilder> generate)
    {
        var builder = new MigrationCommandListBuilder(Dependencies);
        generate(builder);
        return string.Concat(builder.GetCommandList().Select(command => command.CommandText));
    }

    /// <summary>The tenant column is never null: all others of the key are set.</summary>
    protected override void ForeignKeyConstraint(
        AddForeignKeyOperation operation,
        IModel? model,
        MigrationCommandListBuilder builder
    )
    {
        base.ForeignKeyConstraint(operation, model, builder);
        if (SetsNullBesideTenant(operation))
        {
            var tenant = FindTenantColumn(operation);
            builder
                .Append(" (")
                .Append(ColumnList([.. operation.Columns.Where(column => column != tenant)]))
                .Append(")");
        }
    }

    private bool SetsNullBesideTenant(AddForeignKeyOperation key) =>
        key is { OnDelete: ReferentialAction.SetNull, Columns.Length: > 1 } && FindTenantColumn(key) is not null;

    private string? FindTenantColumn(AddForeignKeyOperation key) =>
        _tables.FirstOrDefault(table => table.Is(key.Schema, key.Table))?.Column is { } column
        && key.Columns.Contains(column)
            ? column
            : null;

    private static IEnumerable<AddForeignKeyOperation> ForeignKeys(MigrationOperation operation) =>
        operation switch
        {
            CreateTableOperation create => create.ForeignKeys,
            AddForeignKeyOperation add => [add],
            _ => [],
        };

    /// <summary>Where nobody told the version: a syntax error would not say what is wrong.</summary>
    private static string RefuseOldServer(string table) =>
        SqlLines.Block(
            Ringfence.Sql.Ddl.Text(
                $"""
                begin
                    if pg_catalog.current_setting('server_version_num')::integer < 150000 then
                        raise exception using errcode = '0A000', message =
                            {new Ringfence.Sql.SqlLiteral(new SetNullUnsupportedException(table).Message)};
                    end if;
                end
                """
            )
        );

    private IReadOnlyList<MigrationCommand> Commands(string? sql)
    {
        var builder = new MigrationCommandListBuilder(Dependencies);
        if (sql is not null)
        {
            builder.Append(sql).EndCommand();
        }

        return builder.GetCommandList();
    }
}
