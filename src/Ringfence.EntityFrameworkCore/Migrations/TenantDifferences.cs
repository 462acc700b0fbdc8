using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Metadata;
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
    /// <summary>
    /// Adds ours, and nothing where no table is or was a tenant table. A table that another context's migrations make is
    /// theirs to isolate, too: when it goes to them or comes from them, its policy stays.
    /// </summary>
    /// <param name="operations">EF Core's.</param>
    /// <param name="source">The model before.</param>
    /// <param name="target">The model after.</param>
    /// <param name="options">Say which contract is installed.</param>
    public static IReadOnlyList<MigrationOperation> Weave(
        IReadOnlyList<MigrationOperation> operations,
        IReadOnlyModel? source,
        IReadOnlyModel? target,
        OwnershipOptions options
    )
    {
        var before = TenantTables.Of(source);
        var after = TenantTables.Of(target);
        var (othersBefore, othersAfter) = (TenantTables.Excluded(source), TenantTables.Excluded(target));
        var own = before
            .Where(table =>
                !othersBefore.Contains(table.Place) && !othersAfter.Contains(Renamed(table, operations).Place)
            )
            .ToList();
        var kept = own.Where(table => IsKept(table, after, operations)).ToList();

        var enabled = after
            .Where(table => !othersAfter.Contains(table.Place))
            .Where(table => !before.Any(each => each.Place == table.Place && othersBefore.Contains(each.Place)))
            .Where(table =>
                kept.Find(each => Renamed(each, operations) == table) is not { } same
                || AddsSequence(table, operations)
                || same.Schema != table.Schema // Its schema is to be used by the logins, and must not be theirs.
            )
            .ToList();
        var first = own.Except(kept)
            .Where(table => !IsDropped(table, operations))
            .Select(MigrationOperation (table) => Disable(table))
            .ToList();
        var last = enabled.Select(MigrationOperation (table) => Enable(table)).ToList();
        if (enabled.Count > 0 && before.All(table => othersBefore.Contains(table.Place)))
        {
            first.Insert(0, Install(options));
        }

        if (after.IsEmpty && own.Count > 0)
        {
            last.Add(new RemoveTenantContractOperation());
        }

        foreach (var operation in first.Concat(last))
        {
            NameNamespaces(operation);
        }

        return [.. first, .. operations, .. last];
    }

    /// <summary>Its policy is there still when EF Core's operations are done.</summary>
    private static bool IsKept(
        TenantTable table,
        ImmutableArray<TenantTable> after,
        IReadOnlyList<MigrationOperation> operations
    ) =>
        Renamed(table, operations) is var renamed
        && !IsDropped(table, operations)
        && after.Contains(renamed)
        && !IsRebuilt(renamed, operations);

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
                RenameTableOperation rename when renamed.Is(rename.Schema, rename.Name) => renamed with
                {
                    Schema = rename.NewSchema,
                    Name = rename.NewName ?? renamed.Name,
                },
                RenameColumnOperation rename
                    when rename.Name == renamed.Column && renamed.Is(rename.Schema, rename.Table) => renamed with
                {
                    Column = rename.NewName,
                },
                _ => renamed,
            };
        }

        return renamed;
    }

    private static bool IsDropped(TenantTable table, IReadOnlyList<MigrationOperation> operations) =>
        operations.OfType<DropTableOperation>().Any(drop => table.Is(drop.Schema, drop.Name));

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
                DropColumnOperation drop => drop.Name == table.Column && table.Is(drop.Schema, drop.Table),
                _ => false,
            }
        );

    /// <summary>A sequence that comes with a column, or that one begins to use, is one that the logins must be let use.</summary>
    private static bool AddsSequence(TenantTable table, IReadOnlyList<MigrationOperation> operations) =>
        operations
            .OfType<ColumnOperation>()
            .Any(column =>
                table.Is(column.Schema, column.Table)
                && (
                    column[NpgsqlAnnotationNames.ValueGenerationStrategy] is NpgsqlValueGenerationStrategy.SerialColumn
                    || column.DefaultValueSql?.Contains("nextval", StringComparison.OrdinalIgnoreCase) is true
                )
            );

    private static bool IsColumn(TenantTable table, ColumnOperation column) =>
        column.Name == table.Column && table.Is(column.Schema, column.Table);
}
