using Microsoft.EntityFrameworkCore;
using Npgsql;
using PostgresTests.Contract;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class ContractTests(PostgresFixture postgres)
{
    /// <summary>All that an installation makes, in schema, roles and database.</summary>
    private const string Made = """
        select string_agg(x.line, E'\n' order by x.line)
        from (
            select format('%s %s %s %s', p.oid::regprocedure, md5(p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), '')), p.proacl, p.proowner::regrole) as line
            from pg_proc as p where p.pronamespace = 'ringfence'::regnamespace
            union all
            select format('%s %s %s', c.relname, c.relacl, c.relowner::regrole)
            from pg_class as c where c.relnamespace = 'ringfence'::regnamespace
            union all
            select format('%s %s %s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))
            from pg_attribute as a join pg_class as c on c.oid = a.attrelid
            where c.relnamespace = 'ringfence'::regnamespace and a.attnum > 0
            union all
            select format('schema %s %s', n.nspname, n.nspacl) from pg_namespace as n where n.nspname in ('ringfence', 'public')
            union all
            select format('%s %s %s %s %s', r.rolname, r.rolcanlogin, r.rolbypassrls, r.rolsuper,
                array(select m.roleid::regrole from pg_auth_members as m where m.member = r.oid order by 1))
            from pg_roles as r where r.rolname like '%\_{0}'
            union all
            select format('database %s', d.datacl) from pg_database as d where d.datname = current_database()
            union all
            select format('large objects %s', p.proacl) from pg_proc as p where p.proname = 'lo_creat'
            union all
            select format('defaults %s %s', a.defaclrole::regrole, a.defaclacl) from pg_default_acl as a
            union all
            select format('contract %s %s %s %s %s', k.version, k.compatible_from, k.binding, k.tenant_type, k.application_role)
            from ringfence.contract as k
        ) as x
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, TenantIdType.Uuid)]
    [InlineData(Binding.Setting, TenantIdType.Text)]
    [InlineData(Binding.Password, TenantIdType.BigInt)]
    public async Task A_migration_installs_what_init_installs(Binding binding, TenantIdType type)
    {
        await using var byInit = await BareDatabase.CreateAsync(postgres.Server);
        await byInit.InstallAsync(byInit.Options(binding, type));
        await using var byMigration = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = Open(byMigration, byMigration.SuperuserConnectionString);

        await context.RunAsync(migration => Install(migration, byMigration, binding, type));

        var made = await MadeAsync(byMigration);
        Assert.Equal(await MadeAsync(byInit), made);
        await context.RunAsync(migration => Install(migration, byMigration, binding, type));
        Assert.Equal(made, await MadeAsync(byMigration));
    }

    [Fact]
    public async Task The_first_key_is_made_by_a_rotation()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = Open(database, database.SuperuserConnectionString);
        await context.RunAsync(migration => Install(migration, database));
        Assert.Equal("0", await database.TextAsync("select count(*) from ringfence.signing_key"));

        var secret = await KeyRotation.RotateAsync(
            database.Superuser,
            TimeSpan.FromHours(1),
            cancellationToken: Cancellation
        );

        Assert.StartsWith("rfk1.", secret, StringComparison.Ordinal);
        Assert.Equal(
            "1",
            await database.TextAsync("select count(*) from ringfence.signing_key as k where k.not_after is null")
        );
    }

    [Fact]
    public async Task An_older_contract_is_brought_up_to_date()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(
            "update ringfence.contract set version = 1, compatible_from = 1; drop function ringfence.key_facts()"
        );
        await using var context = Open(database, database.SuperuserConnectionString);

        await context.RunAsync(migration => Install(migration, database));

        Assert.Equal("3", await database.TextAsync("select version from ringfence.contract"));
        Assert.NotNull(await database.TextAsync("select to_regprocedure('ringfence.key_facts()')::text"));
    }

    [Fact]
    public async Task A_newer_contract_that_serves_this_library_is_left_alone()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("update ringfence.contract set version = 4");
        await using var context = Open(database, database.SuperuserConnectionString);

        await context.RunAsync(migration => Install(migration, database));

        Assert.Equal("4", await database.TextAsync("select version from ringfence.contract"));
    }

    [Theory]
    [InlineData("update ringfence.contract set version = 4, compatible_from = 4", "serves no Ringfence")]
    [InlineData("update ringfence.contract set binding = 'setting'", "it binds by setting")]
    [InlineData("update ringfence.contract set tenant_type = 'text'", "tenant ids of type text")]
    [InlineData("update ringfence.contract set application_role = 'other'", "application role other")]
    [InlineData("delete from ringfence.contract", "is empty")]
    public async Task Another_contract_than_the_models_is_refused(string change, string reason)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(change);
        await using var context = Open(database, database.SuperuserConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration => Install(migration, database))
        );

        Assert.Contains(reason, refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_without_the_powers_is_told_to_run_init_and_changes_nothing()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var login = $"plain_{database.Suffix}";
        await database.CreateLoginAsync(login);
        await using var context = Open(database, database.ConnectionString(login));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration => Install(migration, database))
        );

        Assert.Contains("Run ringfence init", refusal.Hint, StringComparison.Ordinal);
        Assert.Null(await database.TextAsync("select to_regnamespace('ringfence')::text"));
    }

    [Theory]
    [InlineData("select", null)]
    [InlineData("select ringfence.new_key()", "ringfence")]
    [InlineData("select ringfence.register_tenant('11111111-1111-1111-1111-111111111111', 'red')", "ringfence")]
    [InlineData("create table note (tenant_id uuid default ringfence.tenant())", "ringfence")]
    [InlineData("create view mine as select ringfence.tenant()", "ringfence")]
    public async Task A_contract_is_removed_only_where_nothing_rests_on_it(string rests, string? left)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = Open(database, database.SuperuserConnectionString);
        await context.RunAsync(migration => Install(migration, database));
        await database.ExecuteAsync(rests);

        await context.RunAsync(migration => migration.RemoveTenantContract());

        Assert.Equal(left, await database.TextAsync("select to_regnamespace('ringfence')::text"));
    }

    private static LedgerContext Open(BareDatabase database, string connectionString) =>
        new(
            new DbContextOptionsBuilder<LedgerContext>()
                .OfMany()
                .UseNpgsql(
                    new NpgsqlConnectionStringBuilder(connectionString)
                    {
                        Database = database.Name,
                        Pooling = false,
                    }.ConnectionString
                )
                .UseRingfenceMigrations()
                .Options,
            Shapes.Empty
        );

    private static void Install(
        Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder migration,
        BareDatabase database,
        Binding binding = Binding.Signed,
        TenantIdType type = TenantIdType.Uuid
    )
    {
        var options = database.Options(binding, type);
        migration.InstallTenantContract(binding, type, options.ApplicationRole, options.AdminRole, options.Owner);
    }

    private static async Task<string> MadeAsync(BareDatabase database) =>
        (await database.TextAsync(Made.Replace("{0}", database.Suffix, StringComparison.Ordinal)))!.Replace(
            database.Suffix,
            "x",
            StringComparison.Ordinal
        );
}
