using System.Collections.Immutable;
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

    /// <summary>The tables that are isolated where the operations start.</summary>
    public IReadOnlyList<TenantTable> Before { get; set; } = [];

    public override IReadOnlyList<MigrationCommand> Generate(
        IReadOnlyList<MigrationOperation> operations,
        IModel? model = null,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default
    )
    {
        _tables = TenantTables.Of(model);
        new DataMigrationGuard(Before).Check(operations);
        var setsNull = operations.SelectMany(ForeignKeys).FirstOrDefault(SetsNullBesideTenant);
        if (setsNull is not null && _version is not null && _version < SetNullVersion)
        {
            throw new SetNullUnsupportedException(setsNull.Table);
        }

        // The provider moves sequences past seeded rows at the very end, where it must still see these.
        var last = operations.Count;
        while (last > 0 && operations[last - 1] is EnableTenantIsolationOperation)
        {
            last--;
        }

        return
        [
            .. Commands(setsNull is null ? null : RefuseOldServer(setsNull.Table)),
            .. base.Generate([.. operations.Take(last)], model, options),
            .. Commands(
                last == operations.Count
                    ? null
                    : IsolationSql.Enable(operations.Skip(last).Cast<EnableTenantIsolationOperation>())
            ),
        ];
    }

    protected override void Generate(MigrationOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        var sql = operation switch
        {
            EnableTenantIsolationOperation enable => IsolationSql.Enable([enable]),
            DisableTenantIsolationOperation disable => IsolationSql.Disable(disable),
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
        _tables.FirstOrDefault(table => table.Name == key.Table && table.Schema == key.Schema)?.Column is { } column
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
