using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.Internal;
using Ringfence.EntityFrameworkCore.Migrations.Operations;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// What became of the tables' tenants, among EF Core's own operations: the contract first, then what takes policies off,
/// then theirs, and policies last, when tables, keys and seeded rows are there.
/// </summary>
internal static class TenantDifferences
{
    /// <summary>Adds ours, and nothing where no table is or was a tenant table.</summary>
    /// <param name="operations">EF Core's.</param>
    /// <param name="source">The tenant tables before.</param>
    /// <param name="target">The tenant tables after.</param>
    /// <param name="options">Say which contract is installed.</param>
    public static IReadOnlyList<MigrationOperation> Weave(
        IReadOnlyList<MigrationOperation> operations,
        ImmutableArray<TenantTable> source,
        ImmutableArray<TenantTable> target,
        OwnershipOptions options
    )
    {
        var first = new List<MigrationOperation>();
        var last = new List<MigrationOperation>();
        if (source.IsEmpty && !target.IsEmpty)
        {
            first.Add(Install(options));
        }

        var kept = new HashSet<TenantTable>();
        foreach (var table in source)
        {
            var renamed = Renamed(table, operations);
            if (IsDropped(table, operations))
            {
                // Its policy went with it.
            }
            else if (target.Contains(renamed) && !IsRebuilt(renamed, operations))
            {
                kept.Add(renamed);
            }
            else
            {
                first.Add(Disable(table));
            }
        }

        last.AddRange(target.Where(table => !kept.Contains(table) || AddsSequence(table, operations)).Select(Enable));
        if (target.IsEmpty && !source.IsEmpty)
        {
            last.Add(new RemoveTenantContractOperation());
        }

        foreach (var operation in first.Concat(last))
        {
            NameNamespaces(operation);
        }

        return [.. first, .. operations, .. last];
    }

    /// <summary>
    /// A generated migration uses the namespaces of its operations' annotation values, and so those of what is written
    /// in it.
    /// </summary>
    private static void NameNamespaces(MigrationOperation operation)
    {
        operation["Ringfence:Methods"] = MigrationsNamespace.Used;
        if (operation is InstallTenantContractOperation install)
        {
            operation["Ringfence:Binding"] = install.Binding;
        }
    }

    private static InstallTenantContractOperation Install(OwnershipOptions options) =>
        new()
        {
            Binding = options.Binding,
            TenantIdType = options.TenantIdType,
            ApplicationRole = options.ApplicationRole,
            AdminRole = options.AdminRole,
            Owner = options.Owner,
        };

    private static EnableTenantIsolationOperation Enable(TenantTable table) =>
        new()
        {
            Table = table.Name,
            Schema = table.Schema,
            Column = table.Column,
        };

    private static DisableTenantIsolationOperation Disable(TenantTable table) =>
        new()
        {
            Table = table.Name,
            Schema = table.Schema,
            Column = table.Column,
        };

    /// <summary>A policy follows its table and its column when they are renamed.</summary>
    private static TenantTable Renamed(TenantTable table, IReadOnlyList<MigrationOperation> operations)
    {
        var renamed = table;
        foreach (var operation in operations)
        {
            renamed = operation switch
            {
                RenameTableOperation rename when Is(renamed, rename.Schema, rename.Name) => renamed with
                {
                    Schema = rename.NewSchema,
                    Name = rename.NewName ?? renamed.Name,
                },
                RenameColumnOperation rename
                    when rename.Name == renamed.Column && Is(renamed, rename.Schema, rename.Table) => renamed with
                {
                    Column = rename.NewName,
                },
                _ => renamed,
            };
        }

        return renamed;
    }

    private static bool IsDropped(TenantTable table, IReadOnlyList<MigrationOperation> operations) =>
        operations.OfType<DropTableOperation>().Any(drop => Is(table, drop.Schema, drop.Name));

    /// <summary>A column's type does not change, nor does the column go, while a policy reads it.</summary>
    private static bool IsRebuilt(TenantTable table, IReadOnlyList<MigrationOperation> operations) =>
        operations.Any(operation =>
            operation switch
            {
                AlterColumnOperation alter => IsColumn(table, alter)
                    && (
                        alter.ColumnType != alter.OldColumn.ColumnType
                        || alter.Collation != alter.OldColumn.Collation
                        || alter.ComputedColumnSql != alter.OldColumn.ComputedColumnSql
                    ),
                DropColumnOperation drop => drop.Name == table.Column && Is(table, drop.Schema, drop.Table),
                _ => false,
            }
        );

    /// <summary>A sequence that comes with a column, or that one begins to use, is one that the logins must be let use.</summary>
    private static bool AddsSequence(TenantTable table, IReadOnlyList<MigrationOperation> operations) =>
        operations
            .OfType<ColumnOperation>()
            .Any(column =>
                Is(table, column.Schema, column.Table)
                && (
                    column[NpgsqlAnnotationNames.ValueGenerationStrategy] is NpgsqlValueGenerationStrategy.SerialColumn
                    || column.DefaultValueSql?.Contains("nextval", StringComparison.OrdinalIgnoreCase) is true
                )
            );

    private static bool IsColumn(TenantTable table, ColumnOperation column) =>
        column.Name == table.Column && Is(table, column.Schema, column.Table);

    private static bool Is(TenantTable table, string? schema, string name) =>
        table.Name == name && table.Schema == schema;
}
