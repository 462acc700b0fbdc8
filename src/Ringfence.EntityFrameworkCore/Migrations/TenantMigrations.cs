using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;
using Ringfence.EntityFrameworkCore.Migrations.Operations;
using Ringfence.Npgsql.Admin;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>What a migration says of tenants. <c>dotnet ef migrations add</c> writes the first four.</summary>
public static class TenantMigrations
{
    /// <summary>
    /// Makes a table one of tenants: the column's default and <c>not null</c>, the policy, forced, and the privileges of
    /// the application and the admin role. It comes after what changes the table, and may be repeated.
    /// </summary>
    /// <param name="migrationBuilder">The migration's builder.</param>
    /// <param name="table">The table, or the parent of partitions.</param>
    /// <param name="column">The column that says whose a row is.</param>
    /// <param name="schema">Its schema; null to find it along the search path.</param>
    public static OperationBuilder<EnableTenantIsolationOperation> EnableTenantIsolation(
        this MigrationBuilder migrationBuilder,
        string table,
        string column,
        string? schema = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentException.ThrowIfNullOrEmpty(column);
        return Add(
            migrationBuilder,
            new EnableTenantIsolationOperation
            {
                Table = table,
                Schema = schema,
                Column = column,
            }
        );
    }

    /// <summary>
    /// Takes the policy off a table. The application and the admin role lose their privileges on it, since without the
    /// policy they would reach the rows of all tenants.
    /// </summary>
    /// <inheritdoc cref="EnableTenantIsolation"/>
    public static OperationBuilder<DisableTenantIsolationOperation> DisableTenantIsolation(
        this MigrationBuilder migrationBuilder,
        string table,
        string column,
        string? schema = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentException.ThrowIfNullOrEmpty(column);
        return Add(
            migrationBuilder,
            new DisableTenantIsolationOperation
            {
                Table = table,
                Schema = schema,
                Column = column,
            }
        );
    }

    /// <summary>
    /// Installs the contract where it is missing or older, as <c>ringfence init</c> does. It makes no key: run
    /// <c>ringfence key rotate</c> for the first one.
    /// </summary>
    /// <param name="migrationBuilder">The migration's builder.</param>
    /// <param name="binding">How connections tell their tenant.</param>
    /// <param name="tenantIdType">The type of the tenant ids.</param>
    /// <param name="applicationRole">The login that services use.</param>
    /// <param name="adminRole">The login that may cross tenants.</param>
    /// <param name="owner">The role that owns the contract.</param>
    public static OperationBuilder<InstallTenantContractOperation> InstallTenantContract(
        this MigrationBuilder migrationBuilder,
        global::Ringfence.Binding binding,
        TenantIdType tenantIdType,
        string applicationRole = "ringfence_app",
        string adminRole = "ringfence_admin",
        string owner = "ringfence_owner"
    ) =>
        Add(
            migrationBuilder,
            new InstallTenantContractOperation
            {
                Binding = binding,
                TenantIdType = tenantIdType,
                ApplicationRole = applicationRole,
                AdminRole = adminRole,
                Owner = owner,
            }
        );

    /// <summary>
    /// Removes the contract where nothing rests on it: no table, no key, no registered tenant, no record of whoever
    /// crossed tenants. Otherwise it stays, with a notice.
    /// </summary>
    /// <param name="migrationBuilder">The migration's builder.</param>
    public static OperationBuilder<RemoveTenantContractOperation> RemoveTenantContract(
        this MigrationBuilder migrationBuilder
    ) => Add(migrationBuilder, new RemoveTenantContractOperation());

    /// <summary>
    /// Runs statements once for each tenant, registered or with rows in the tables: they see and change that tenant's
    /// rows alone, and a row that they insert gets the tenant. The tables are those whose names stand in the text, be it
    /// in a comment.
    /// </summary>
    /// <param name="migrationBuilder">The migration's builder.</param>
    /// <param name="sql">The statements, with no transaction control.</param>
    public static OperationBuilder<ForEachTenantOperation> ForEachTenant(
        this MigrationBuilder migrationBuilder,
        string sql
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        return Add(migrationBuilder, new ForEachTenantOperation { Sql = sql });
    }

    /// <summary>
    /// Runs statements once, on the rows of all tenants in the tables whose names stand in the text. A row that they
    /// insert must say whose it is.
    /// </summary>
    /// <param name="migrationBuilder">The migration's builder.</param>
    /// <param name="reason">Why, in a line of text; <c>ringfence.admin_log</c> and the server's log keep it.</param>
    /// <param name="sql">The statements, with no transaction control.</param>
    /// <exception cref="AdminReasonInvalidException">The reason is empty, too long, or more than a line of text.</exception>
    public static OperationBuilder<AcrossTenantsOperation> AcrossTenants(
        this MigrationBuilder migrationBuilder,
        string reason,
        string sql
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        var checkedReason = new AdminReason { Who = "migration", Why = reason };
        return Add(migrationBuilder, new AcrossTenantsOperation { Reason = checkedReason.Why, Sql = sql });
    }

    private static OperationBuilder<T> Add<T>(MigrationBuilder migrationBuilder, T operation)
        where T : MigrationOperation
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Operations.Add(operation);
        return new(operation);
    }
}
