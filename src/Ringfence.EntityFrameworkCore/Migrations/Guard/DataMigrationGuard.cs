using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Ringfence.EntityFrameworkCore.Migrations.Operations;

namespace Ringfence.EntityFrameworkCore.Migrations.Guard;

/// <summary>
/// Goes through a migration with the tables that are isolated at each point of it, and refuses what would then silently
/// touch no row.
/// </summary>
/// <param name="tables">Those that are isolated when it begins.</param>
internal sealed class DataMigrationGuard(IEnumerable<TenantTable> tables)
{
    private readonly List<TenantTable> _isolated = [.. tables];

    /// <summary>Those that are isolated now.</summary>
    public IReadOnlyList<TenantTable> Isolated => _isolated;

    /// <exception cref="UnboundDataMigrationException">One touches rows and says not of which tenants.</exception>
    /// <exception cref="TenantStatementInvalidException">One asks for a bound tenant, or acts on all in the name of each.</exception>
    public void Check(IReadOnlyList<MigrationOperation> operations)
    {
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case SqlOperation sql:
                    Refuse("Sql", TenantTableUse.Find(sql.Sql, _isolated));
                    break;
                case InsertDataOperation data:
                    Refuse("InsertData", Find(data.Schema, data.Table));
                    break;
                case UpdateDataOperation data:
                    Refuse("UpdateData", Find(data.Schema, data.Table));
                    break;
                case DeleteDataOperation data:
                    Refuse("DeleteData", Find(data.Schema, data.Table));
                    break;
                case ForEachTenantOperation data when TenantTableUse.ReadsBoundTenant(data.Sql):
                case AcrossTenantsOperation across when TenantTableUse.ReadsBoundTenant(across.Sql):
                    throw TenantStatementInvalidException.ReadsBoundTenant();
                case ForEachTenantOperation data when TenantTableUse.ActsPastPolicies(data.Sql):
                    throw TenantStatementInvalidException.ActsPastPolicies();
            }

            Follow(operation);
        }
    }

    /// <summary>What the operation makes of the isolated tables.</summary>
    public void Follow(MigrationOperation operation)
    {
        switch (operation)
        {
            case EnableTenantIsolationOperation enable:
                _isolated.RemoveAll(table => table.Is(enable.Schema, enable.Table));
                _isolated.Add(new(enable.Schema, enable.Table, enable.Column));
                break;
            case DisableTenantIsolationOperation disable:
                _isolated.RemoveAll(table => table.Is(disable.Schema, disable.Table));
                break;
            case DropTableOperation drop:
                _isolated.RemoveAll(table => table.Is(drop.Schema, drop.Name));
                break;
            case RenameTableOperation rename when Find(rename.Schema, rename.Name) is { } table:
                // Where it may be another table of that name, both are watched.
                _isolated.RemoveAll(each => each.Is(rename.Schema, rename.Name));
                _isolated.Add(
                    table with
                    {
                        Schema = rename.NewSchema ?? rename.Schema,
                        Name = rename.NewName ?? table.Name,
                    }
                );
                break;
        }
    }

    /// <summary>A schema that is not named is one that the search path may find.</summary>
    private TenantTable? Find(string? schema, string name) =>
        _isolated.Find(table =>
            table.Name == name && (table.Schema == schema || table.Schema is null || schema is null)
        );

    private static void Refuse(string operation, TenantTable? table)
    {
        if (table is not null)
        {
            throw new UnboundDataMigrationException(operation, table);
        }
    }
}
