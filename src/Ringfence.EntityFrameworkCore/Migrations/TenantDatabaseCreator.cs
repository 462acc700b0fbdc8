using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Makes tables where the contract alone is installed: the provider would take its tables for the model's, and
/// <c>EnsureCreated</c> would do nothing.
/// </summary>
internal sealed class TenantDatabaseCreator(
    RelationalDatabaseCreatorDependencies dependencies,
    INpgsqlRelationalConnection connection,
    IRawSqlCommandBuilder rawSqlCommandBuilder
) : NpgsqlDatabaseCreator(dependencies, connection, rawSqlCommandBuilder)
{
    private const string Query = """
        select exists (
            select from pg_catalog.pg_class as c
            join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            where c.relkind in ('r', 'v', 'm', 'f', 'p')
                and n.nspname not in ('pg_catalog', 'information_schema', 'ringfence')
                and not exists (
                    select from pg_catalog.pg_depend as d
                    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
                        and d.deptype in ('e', 'x')
                )
        )
        """;

    private readonly IRelationalConnection _connection = connection;
    private readonly IRawSqlCommandBuilder _commands = rawSqlCommandBuilder;

    public override bool HasTables() =>
        Dependencies.ExecutionStrategy.Execute(
            this,
            static (_, me) => (bool)me.Command().ExecuteScalar(me.Parameters())!,
            verifySucceeded: null
        );

    public override Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) =>
        Dependencies.ExecutionStrategy.ExecuteAsync(
            this,
            static async (_, me, token) =>
                (bool)(await me.Command().ExecuteScalarAsync(me.Parameters(), token).ConfigureAwait(false))!,
            verifySucceeded: null,
            cancellationToken
        );

    public override void Create()
    {
        RefuseTenants();
        base.Create();
    }

    public override Task CreateAsync(CancellationToken cancellationToken = default)
    {
        RefuseTenants();
        return base.CreateAsync(cancellationToken);
    }

    public override void CreateTables()
    {
        RefuseTenants();
        base.CreateTables();
    }

    public override Task CreateTablesAsync(CancellationToken cancellationToken = default)
    {
        RefuseTenants();
        return base.CreateTablesAsync(cancellationToken);
    }

    private void RefuseTenants() =>
        MigrationConnection.RefuseTenants(
            _connection,
            Dependencies.CurrentContext.Context.GetService<IDbContextOptions>()
        );

    private IRelationalCommand Command() => _commands.Build(Query);

    private RelationalCommandParameterObject Parameters() =>
        new(
            _connection,
            parameterValues: null,
            readerColumns: null,
            Dependencies.CurrentContext.Context,
            Dependencies.CommandLogger
        );
}
