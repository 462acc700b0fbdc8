using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using PostgresTests.OtherLanguages;
using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>What statements in migrations reach, past what their texts tell.</summary>
public sealed class ReachTests(PostgresFixture postgres)
{
    private const string Names =
        "select string_agg(a.\"Name\", ', ' order by a.\"TenantId\", a.\"Id\") from \"Accounts\" as a";
    private const string Notes = "select string_agg(n.text, ', ' order by n.tenant_id) from note as n";
    private const string Red = "11111111-1111-1111-1111-111111111111";
    private const string Blue = "22222222-2222-2222-2222-222222222222";
    private const string Count =
        "update \\\"Accounts\\\" set \\\"Name\\\" = \\\"Name\\\" || (select count(*) from \\\"Accounts\\\")";
    private const string Fix =
        "create function fix() returns void language sql as 'update \"Accounts\" set \"Name\" = ''x''';";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create policy own on \"Accounts\" to ringfence_owner using (true)")]
    [InlineData("create policy own on \"Accounts\" using (true)")]
    public async Task Another_policy_does_not_widen_what_a_statement_for_each_tenant_reaches(string policy)
    {
        await using var project = await WithAccountsAsync(policy);
        var before = await project.StateAsync();
        project.AddByHand("B_Data", $"migrationBuilder.ForEachTenant(\"{Count}\");");

        await project.MigrateAsync();

        Assert.Equal("r1, b1", await project.ReadAsync<string>(Names));
        Assert.Equal(before, await project.StateAsync());
    }

    [Theory]
    [InlineData("alter table \"Accounts\" disable row level security", "switched off")]
    [InlineData("create policy half on \"Accounts\" as restrictive using (\"Name\" <> 'b')", "restrictive policy half")]
    [InlineData(
        "create policy half on \"Accounts\" as restrictive to ringfence_owner using (\"Name\" <> 'b')",
        "restrictive policy half"
    )]
    [InlineData(
        "create policy half on \"Accounts\" as restrictive to ringfence_app using (\"Name\" <> 'b')",
        "restrictive policy half"
    )]
    public async Task A_table_that_hides_rows_or_shows_all_has_no_statement_for_each_tenant(string sql, string reason)
    {
        await using var project = await WithAccountsAsync(sql);
        project.AddByHand("B_Data", $"migrationBuilder.ForEachTenant(\"{Count}\");");

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Contains(reason, error.MessageText, StringComparison.Ordinal);
        Assert.Equal("r, b", await project.ReadAsync<string>(Names));
    }

    [Theory]
    [InlineData("update active_accounts set \"Name\" = 'x'")]
    [InlineData("refresh materialized view totals")]
    [InlineData("update note_low set text = 'x'")]
    [InlineData("select fix()")]
    [InlineData("update clip set text = 'x'")]
    [InlineData("alter table \"Accounts\" rename to clients; update clients set \"Name\" = 'x'")]
    [InlineData(
        "do $$ declare t text; begin for t in select relname from pg_class where relname like 'Acc%unts' loop"
            + " execute format('update %I set \"Name\" = ''x''', t); end loop; end $$"
    )]
    [InlineData(
        "do $$ declare t text := 'Acc' || 'ounts'; begin execute 'update \"' || t || '\" set \"Name\" = 1'; end $$"
    )]
    public async Task What_the_text_does_not_tell_is_an_error_of_the_server(string sql)
    {
        await using var project = await WithEverythingAsync();
        project.AddByHand("C_Data", $"migrationBuilder.Sql(\"\"\"\n{sql}\n\"\"\");");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => project.MigrateAsync());

        Assert.True(
            error
                is UnboundDataMigrationException
                    or PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege },
            error.ToString()
        );
        Assert.Equal("r, b", await project.ReadAsync<string>(Names));
        Assert.Equal("red, blue", await project.ReadAsync<string>(Notes));
    }

    [Fact]
    public async Task It_is_one_after_a_command_that_ends_the_transaction_and_on_the_way_down()
    {
        await using var project = await WithAccountsAsync(Fix);
        project.AddByHand(
            "B_Data",
            "migrationBuilder.Sql(\"discard all\", suppressTransaction: true); migrationBuilder.Sql(\"select fix()\");",
            "migrationBuilder.Sql(\"select fix()\");"
        );
        var up = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());
        project.Edit("B_Data", "suppressTransaction: true); migrationBuilder.Sql(\"select fix()\");", "true);");
        await project.MigrateAsync();

        var down = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync("A_Create"));

        Assert.Equal(
            (PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.InsufficientPrivilege),
            (up.SqlState, down.SqlState)
        );
    }

    [Fact]
    public async Task A_session_that_migrated_is_as_it_was()
    {
        await using var project = await WithAccountsAsync();
        project.AddByHand(
            "B_Data",
            "migrationBuilder.Sql(\"select set_config('a.seen', current_setting('row_security'), false)\");"
        );
        await using var context = project.Open();
        await context.Database.OpenConnectionAsync(Cancellation);

        await context.Database.MigrateAsync(Cancellation);

        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "select current_setting('a.seen') || ' ' || current_setting('row_security')";
        Assert.Equal("off on", await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_session_that_ran_the_script_is_as_it_was()
    {
        await using var project = await WithAccountsAsync();

        var outcome = await Psql.RunAsync(
            project.ConnectionString,
            $"\\set ON_ERROR_STOP on\nset role ringfence_owner;\n{project.Script()}\nshow row_security;"
        );

        Assert.Equal((0, "on"), (outcome.ExitCode, outcome.Output.Trim().Split('\n')[^1].Trim()));
    }

    [Theory]
    [InlineData("ForEachTenant(\"update note_low set text = text || (select count(*) from note_low)\")", "red1, blue1")]
    [InlineData(
        "AcrossTenants(\"why\", \"update note_low set text = text || (select count(*) from note_low)\")",
        "red2, blue2"
    )]
    public async Task A_partition_may_be_named_itself(string operation, string outcome)
    {
        await using var project = await WithEverythingAsync();
        var before = await project.StateAsync();
        project.AddByHand("C_Data", $"migrationBuilder.{operation};");

        await project.MigrateAsync();

        Assert.Equal(outcome, await project.ReadAsync<string>(Notes));
        Assert.Equal(before, await project.StateAsync());
    }

    [Fact]
    public async Task A_partition_keeps_a_default_of_its_own()
    {
        await using var project = await WithEverythingAsync();
        await project.ExecuteAsync($"alter table note_low alter column tenant_id set default '{Blue}'");
        var before = await project.StateAsync();
        project.AddByHand(
            "C_Data",
            "migrationBuilder.ForEachTenant(\"insert into note (n, text) values (2, 'new')\");"
        );

        await project.MigrateAsync();

        Assert.Equal(before, await project.StateAsync());
        Assert.Equal(2, await project.Database.As(MigrationProject.Red).CountAsync("select count(*) from note"));
        Assert.Equal(2, await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from note"));
    }

    [Fact]
    public async Task A_statement_across_tenants_that_names_no_table_is_refused_and_a_comment_names_one()
    {
        await using var project = await WithAccountsAsync(Fix);
        project.AddByHand("B_Data", "migrationBuilder.AcrossTenants(\"why\", \"select fix()\");");
        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());
        project.Edit("B_Data", "select fix()", "select fix() -- touches \\\"Accounts\\\"");

        await project.MigrateAsync();

        Assert.Contains("names no table", error.MessageText, StringComparison.Ordinal);
        Assert.Equal("x, x", await project.ReadAsync<string>(Names));
    }

    [Theory]
    [InlineData("ForEachTenant(\"/* Touches public.\\\"Accounts\\\". */ select fix()\")")]
    [InlineData("ForEachTenant(\"do $$ begin execute 'update \\\"Accounts\\\" set \\\"Name\\\" = ''x'''; end $$\")")]
    [InlineData("AcrossTenants(\"why\", \"do $$ begin update \\\"Accounts\\\" set \\\"Name\\\" = 'x'; end $$\")")]
    public async Task Tables_are_named_in_comments_and_in_blocks(string operation)
    {
        await using var project = await WithAccountsAsync(Fix);
        project.AddByHand("B_Data", $"migrationBuilder.{operation};");

        await project.MigrateAsync();

        Assert.Equal("x, x", await project.ReadAsync<string>(Names));
    }

    [Theory]
    [InlineData("other", "\"Accounts\"")]
    [InlineData("public", "name")]
    [InlineData("public", "counts")]
    public async Task Tables_of_another_schema_or_whose_name_is_part_of_a_word_are_left_alone(
        string schema,
        string table
    )
    {
        await using var project = await WithAccountsAsync(
            $"create schema if not exists other; create table {schema}.{table} (tenant_id uuid);"
                + $" alter table {schema}.{table} enable row level security;"
                + $" create policy ringfence_tenant on {schema}.{table} using (tenant_id = (select ringfence.tenant()))"
        );
        project.AddByHand("B_Data", $"migrationBuilder.ForEachTenant(\"{Count} -- not other.accounts\");");

        await project.MigrateAsync();

        Assert.Equal("r1, b1", await project.ReadAsync<string>(Names));
    }

    [Theory]
    [InlineData("ForEachTenant(")]
    [InlineData("AcrossTenants(\"why\", ")]
    public async Task Constraints_may_be_deferred(string operation)
    {
        await using var project = await WithAccountsAsync(
            "alter table \"Accounts\" add column parent int, add foreign key (\"TenantId\", parent)"
                + " references \"Accounts\" (\"TenantId\", \"Id\") deferrable initially deferred"
        );
        project.AddByHand(
            "B_Data",
            $"migrationBuilder.{operation}\"update \\\"Accounts\\\" set parent = \\\"Id\\\"\");"
        );

        await project.MigrateAsync();

        Assert.Equal(2, await project.ReadAsync<long>("select count(*) from \"Accounts\" where parent = \"Id\""));
    }

    [Fact]
    public async Task Line_breaks_in_a_text_stay_what_they_are()
    {
        await using var project = await WithAccountsAsync();
        project.AddByHand(
            "B_Data",
            "migrationBuilder.ForEachTenant(\"update \\\"Accounts\\\" set\\r\\n \\\"Name\\\" = 'a\\u2028b\\u0085c\\fd\\r\\ne\\rf\\ng\\\\h'\");"
        );

        await project.RunScriptAsync();

        const string Name = "a\u2028b\u0085c\fd\r\ne\rf\ng\\h";
        Assert.Equal($"{Name}, {Name}", await project.ReadAsync<string>(Names));
    }

    [Fact]
    public async Task No_text_ends_the_blocks_of_the_idempotent_script()
    {
        await using var project = await WithAccountsAsync();
        project.AddByHand(
            "B_Data",
            "migrationBuilder.ForEachTenant(\"update \\\"Accounts\\\" set \\\"Name\\\" = '$EF$EF$'\");"
                + " migrationBuilder.AcrossTenants(\"why $EF$\", \"update \\\"Accounts\\\" set \\\"Name\\\" = \\\"Name\\\" || '\\\\$EF$'\");"
        );

        await project.RunScriptAsync();

        Assert.Equal("$EF$EF$\\$EF$, $EF$EF$\\$EF$", await project.ReadAsync<string>(Names));
        Assert.Equal(
            "why $EF$",
            await project.ReadAsync<string>("select reason from ringfence.admin_log where mode = 'read write'")
        );
    }

    [Fact]
    public async Task The_model_of_a_migration_is_not_built_for_each_that_comes_after()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        var counter = $"built {Guid.NewGuid()}";
        project.Edit(
            "A_Create.Designer",
            "BuildTargetModel(ModelBuilder modelBuilder)\n        {",
            "BuildTargetModel(ModelBuilder modelBuilder)\n        {"
                + $" System.AppContext.SetData(\"{counter}\", (System.AppContext.GetData(\"{counter}\") as int? ?? 0) + 1);"
        );
        foreach (var name in (string[])["B", "C", "D", "E"])
        {
            project.AddByHand(name, "migrationBuilder.Sql(\"select 1\");");
        }

        await project.MigrateAsync();

        // Once for EF Core, which applies it, and once for what comes next.
        Assert.Equal(2, AppContext.GetData(counter));
    }

    [Fact]
    public async Task The_application_role_does_not_create_tables()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await using var context = project.OpenBound();

        var refusal = await Assert.ThrowsAsync<MigrationConnectionException>(() =>
            context.Database.EnsureCreatedAsync(Cancellation)
        );
        var ofSync = Assert.Throws<MigrationConnectionException>(() => context.Database.EnsureCreated());

        Assert.Equal(("RF7010", "RF7010"), (refusal.Code, ofSync.Code));
    }

    [Fact]
    public async Task Nor_does_it_create_the_database()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await using var context = project.OpenBound();
        var creator = context.GetService<IRelationalDatabaseCreator>();

        var refusal = await Assert.ThrowsAsync<MigrationConnectionException>(() => creator.CreateAsync(Cancellation));
        var ofSync = Assert.Throws<MigrationConnectionException>(creator.Create);

        Assert.Equal(("RF7010", "RF7010"), (refusal.Code, ofSync.Code));
    }

    private async Task<MigrationProject> WithAccountsAsync(string more = "select")
    {
        var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('r')");
        await project
            .Database.As(MigrationProject.Blue)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('b')");
        await project.ExecuteAsync(more);
        return project;
    }

    /// <summary>With a view, a function, a partition, and a table that no migration isolated.</summary>
    private async Task<MigrationProject> WithEverythingAsync()
    {
        var project = await WithAccountsAsync(
            "create table note (tenant_id uuid, n int, text text) partition by range (n);"
                + " create table note_low partition of note for values from (0) to (10);"
                + $" insert into note values ('{Red}', 1, 'red'), ('{Blue}', 1, 'blue');"
                + " alter table note owner to ringfence_owner; alter table note_low owner to ringfence_owner;"
                + " create view active_accounts as select * from \"Accounts\";"
                + " alter view active_accounts owner to ringfence_owner;"
                + " create materialized view totals as select count(*) from \"Accounts\";"
                + " alter materialized view totals owner to ringfence_owner;"
                + " create table clip (tenant_id uuid, text text); alter table clip owner to ringfence_owner;"
                + Fix
        );
        project.AddByHand("B_Hand", "migrationBuilder.EnableTenantIsolation(\"note\", \"tenant_id\");");
        await project.MigrateAsync();
        await TableProtector.ProtectAsync(project.Database.Superuser, ["clip"], cancellationToken: Cancellation);
        return project;
    }
}
