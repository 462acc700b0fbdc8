using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.Npgsql.Admin;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class DataMigrationTests(PostgresFixture postgres)
{
    private const string Names =
        "select string_agg(a.\"TenantId\"::text || ' ' || a.\"Name\", ', ' order by a.\"TenantId\", a.\"Id\") from \"Accounts\" as a";
    private const string Red = "11111111-1111-1111-1111-111111111111";
    private const string Blue = "22222222-2222-2222-2222-222222222222";

    [Theory]
    [InlineData("migrationBuilder.Sql(\"update \\\"Accounts\\\" set \\\"Name\\\" = 'x'\");", "Sql")]
    [InlineData(
        "migrationBuilder.Sql(\"vacuum\", suppressTransaction: true); migrationBuilder.Sql(\"delete from \\\"Accounts\\\"\", true);",
        "Sql"
    )]
    [InlineData("migrationBuilder.InsertData(\"Accounts\", \"Name\", \"x\");", "InsertData")]
    [InlineData("migrationBuilder.UpdateData(\"Accounts\", \"Id\", 1, \"Name\", \"x\");", "UpdateData")]
    [InlineData("migrationBuilder.DeleteData(\"Accounts\", \"Id\", 1);", "DeleteData")]
    [InlineData(
        "migrationBuilder.RenameTable(\"Accounts\", newName: \"Clients\"); migrationBuilder.Sql(\"delete from \\\"Clients\\\"\");",
        "Sql"
    )]
    public async Task A_change_of_tenants_rows_that_says_not_whose_is_refused(string up, string operation)
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        project.AddByHand("B_Data", up);

        var refusal = await Assert.ThrowsAsync<UnboundDataMigrationException>(() => project.MigrateAsync());
        var ofScript = Assert.Throws<UnboundDataMigrationException>(() => project.Script());

        Assert.Equal("RF7011", refusal.Code);
        Assert.Equal((operation, refusal.Message), (refusal.Operation, ofScript.Message));
        Assert.Contains("ForEachTenant", refusal.Message, StringComparison.Ordinal);
        Assert.Equal($"{Red} r, {Blue} b", await project.ReadAsync<string>(Names));
    }

    [Fact]
    public async Task It_is_refused_on_the_way_down_too_where_the_table_is_isolated_still()
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        project.AddByHand("B_Data", "", "migrationBuilder.Sql(\"delete from \\\"Accounts\\\"\");");
        await project.MigrateAsync();

        await Assert.ThrowsAsync<UnboundDataMigrationException>(() => project.MigrateAsync("A_Create"));
    }

    [Fact]
    public async Task Tables_that_a_migration_isolated_by_hand_are_known()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Empty);
        project.AddByHand(
            "B_Hand",
            "migrationBuilder.Sql(\"create table note (tenant_id uuid, text text)\");"
                + " migrationBuilder.EnableTenantIsolation(\"note\", \"tenant_id\");"
        );
        project.AddByHand("C_Data", "migrationBuilder.Sql(\"update note set text = ''\");");

        await Assert.ThrowsAsync<UnboundDataMigrationException>(() => project.MigrateAsync());
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_statement_for_each_tenant_sees_one_at_a_time_and_leaves_everything_as_it_was(Binding binding)
    {
        await using var project = await WithAccountsAsync(binding);
        await project.ExecuteAsync(
            $"select ringfence.register_tenant('33333333-3333-3333-3333-333333333333', 'green');"
                + $" select ringfence.register_tenant('{Red}', 'red')"
        );
        var before = await project.StateAsync();
        project.AddByHand(
            "B_Data",
            "migrationBuilder.ForEachTenant(\"update \\\"Accounts\\\" set \\\"Name\\\" = \\\"Name\\\" || (select count(*) from"
                + " \\\"Accounts\\\")\");"
                + "migrationBuilder.ForEachTenant(\"insert into \\\"Accounts\\\" (\\\"Name\\\") values ('new')\");"
        );

        await project.MigrateAsync();

        Assert.Equal(
            $"{Red} r1, {Red} new, {Blue} b1, {Blue} new, 33333333-3333-3333-3333-333333333333 new",
            await project.ReadAsync<string>(Names)
        );
        Assert.Equal(before, await project.StateAsync());
    }

    [Fact]
    public async Task A_statement_across_tenants_sees_all_rows_and_is_recorded()
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        var before = await project.StateAsync();
        project.AddByHand(
            "B_Data",
            "migrationBuilder.AcrossTenants(\"number the names\", \"update \\\"Accounts\\\" set \\\"Name\\\" = \\\"Name\\\" ||"
                + " (select count(*) from \\\"Accounts\\\")\");"
        );

        await project.MigrateAsync();

        Assert.Equal($"{Red} r2, {Blue} b2", await project.ReadAsync<string>(Names));
        Assert.Equal(before, await project.StateAsync());
        Assert.Equal(
            "number the names",
            await project.ReadAsync<string>("select reason from ringfence.admin_log where mode = 'read write'")
        );
    }

    [Theory]
    [InlineData("ForEachTenant(")]
    [InlineData("AcrossTenants(\"why\", ")]
    public async Task A_statement_that_fails_leaves_everything_as_it_was(string operation)
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        var before = await project.StateAsync();
        project.AddByHand(
            "B_Data",
            $"migrationBuilder.{operation}\"update \\\"Accounts\\\" set \\\"Id\\\" = 1 / (\\\"Id\\\" - \\\"Id\\\")\");"
        );

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal(PostgresErrorCodes.DivisionByZero, error.SqlState);
        Assert.Equal(before, await project.StateAsync());
        Assert.Equal($"{Red} r, {Blue} b", await project.ReadAsync<string>(Names));
    }

    [Fact]
    public async Task A_row_for_another_tenant_is_refused_in_a_statement_for_each()
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        project.AddByHand(
            "B_Data",
            $"migrationBuilder.ForEachTenant(\"insert into \\\"Accounts\\\" (\\\"TenantId\\\", \\\"Name\\\") values ('{Red}', 'x')\");"
        );

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        Assert.Equal($"{Red} r, {Blue} b", await project.ReadAsync<string>(Names));
    }

    [Fact]
    public async Task A_row_that_is_made_nobodys_is_an_error_of_the_servers()
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        project.AddByHand(
            "B_Data",
            "migrationBuilder.AcrossTenants(\"forget\", \"update \\\"Accounts\\\" set \\\"TenantId\\\" = null\");"
        );

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal((PostgresErrorCodes.NotNullViolation, "TenantId"), (error.SqlState, error.ColumnName));
        Assert.Equal($"{Red} r, {Blue} b", await project.ReadAsync<string>(Names));
    }

    [Theory]
    [InlineData("update \\\"Currencies\\\" set \\\"Code\\\" = 'x'", "names no tenant table")]
    [InlineData("drop table \\\"Accounts\\\"", "does not exist")]
    public async Task A_statement_for_each_that_touches_no_tenants_rows_is_refused(string sql, string message)
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        project.AddByHand("B_Data", $"migrationBuilder.ForEachTenant(\"{sql}\");");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => project.MigrateAsync());

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_a_superuser_have_no_statement_for_each_tenant()
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        await project.ExecuteAsync("alter table \"Accounts\" owner to current_user");
        project.AddByHand(
            "B_Data",
            "migrationBuilder.ForEachTenant(\"update \\\"Accounts\\\" set \\\"Name\\\" = 'x'\");"
        );

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Contains("bypasses policies", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_for_each_that_asks_for_the_bound_tenant_is_refused()
    {
        await using var project = await WithAccountsAsync(Binding.Signed);
        project.AddByHand("B_Data", "migrationBuilder.ForEachTenant(\"select ringfence.tenant(), 'Accounts'\");");

        var refusal = await Assert.ThrowsAsync<TenantStatementInvalidException>(() => project.MigrateAsync());

        Assert.Equal("RF7013", refusal.Code);
    }

    [Fact]
    public void A_reason_is_a_line_of_text()
    {
        var builder = new Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder(activeProvider: null);

        Assert.Throws<AdminReasonInvalidException>(() => builder.AcrossTenants(" ", "select 1"));
        Assert.Throws<AdminReasonInvalidException>(() => builder.AcrossTenants("a\nb", "select 1"));
    }

    [Fact]
    public async Task Rows_that_were_nobodys_are_given_to_tenants_before_the_policy_comes()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.AddByHand(
            "A_Create",
            "migrationBuilder.Sql(\"create table note (owner_id uuid, text text);"
                + $" insert into note select '{Red}', 'red'\");"
        );
        project.AddByHand(
            "B_Come",
            "migrationBuilder.Sql(\"alter table note add column tenant_id uuid\");"
                + " migrationBuilder.AcrossTenants(\"whose they are\", \"update note set tenant_id = owner_id\");"
                + " migrationBuilder.EnableTenantIsolation(\"note\", \"tenant_id\");"
        );

        await project.MigrateAsync();

        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync("select count(*) from note"));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from note"));
    }

    private async Task<MigrationProject> WithAccountsAsync(Binding binding)
    {
        var project = await MigrationProject.CreateAsync(
            postgres.Server,
            new() { Binding = binding },
            options => options.Binding = binding
        );
        project.Add(
            "A_Create",
            model =>
            {
                Shapes.Accounts(model);
                Shapes.Currencies(model);
            }
        );
        await project.MigrateAsync();
        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('r')");
        await project
            .Database.As(MigrationProject.Blue)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('b')");
        return project;
    }
}
