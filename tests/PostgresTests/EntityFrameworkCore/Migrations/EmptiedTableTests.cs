using Npgsql;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>No policy stops <c>truncate</c>: a statement for each tenant would empty the table for all.</summary>
public sealed class EmptiedTableTests(PostgresFixture postgres)
{
    private const string Red = "11111111-1111-1111-1111-111111111111";
    private const string Blue = "22222222-2222-2222-2222-222222222222";

    [Theory]
    [InlineData("truncate \"Accounts\"")]
    [InlineData("update \"Accounts\" set \"Name\" = 'x'; TRUNCATE TABLE ONLY \"Accounts\"")]
    [InlineData("do $$ begin if true then truncate \"Accounts\"; end if; end $$")]
    [InlineData("do $$ begin execute 'truncate \"Accounts\"'; end $$")]
    [InlineData("refresh materialized view totals -- touches \"Accounts\"")]
    [InlineData("do $$ begin refresh materialized view totals; end $$ -- touches \"Accounts\"")]
    public async Task A_statement_for_each_tenant_that_policies_do_not_stop_is_refused(string sql)
    {
        await using var project = await WithRowsAsync();
        Add(project, sql);

        var refusal = await Assert.ThrowsAsync<TenantStatementInvalidException>(() => project.MigrateAsync());
        Assert.Throws<TenantStatementInvalidException>(() => project.Script());

        Assert.Equal("RF7013", refusal.Code);
        await AssertUntouchedAsync(project);
    }

    [Theory]
    [InlineData("do $$ begin execute 'trun' || 'cate \"Accounts\"'; end $$")]
    [InlineData("select empty() -- touches \"Accounts\"")]
    [InlineData("do $$ begin execute format('%s note_low', 'truncate'); end $$ -- touches note")]
    [InlineData("do $$ begin execute format('%s note', 'truncate'); end $$ -- touches note")]
    public async Task Where_the_text_does_not_tell_the_server_refuses(string sql)
    {
        await using var project = await WithRowsAsync();
        Add(project, sql);

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Contains("truncate", error.MessageText, StringComparison.Ordinal);
        await AssertUntouchedAsync(project);
    }

    [Fact]
    public async Task Afterwards_a_table_is_emptied_as_ever()
    {
        await using var project = await WithRowsAsync();
        Add(project, "delete from \"Accounts\"; delete from note");
        await project.MigrateAsync();
        project.AddByHand("D_Empty", "migrationBuilder.Sql(\"truncate \\\"Accounts\\\", note\");");

        await project.MigrateAsync();

        Assert.Equal(
            0,
            await project.ReadAsync<long>(
                "select count(*) from pg_trigger as t where not t.tgisinternal and t.tgrelid::regclass::text ~ 'Acc|note'"
            )
        );
    }

    [Theory]
    [InlineData("do $$ begin raise notice 'truncate'; update \"Accounts\" set \"Name\" = 'x'; end $$")]
    [InlineData("update \"Accounts\" set \"Name\" = 'truncate'")]
    public async Task A_word_that_begins_no_statement_is_none(string sql)
    {
        await using var project = await WithRowsAsync();
        Add(project, sql);

        await project.MigrateAsync();

        Assert.Equal(
            0,
            await project.ReadAsync<long>("select count(*) from \"Accounts\" where \"Name\" in ('r', 'b')")
        );
    }

    private static void Add(MigrationProject project, string sql) =>
        project.AddByHand("C_Data", $"migrationBuilder.ForEachTenant(\"\"\"\n{sql}\n\"\"\");");

    private static async Task AssertUntouchedAsync(MigrationProject project)
    {
        foreach (var (tenant, account) in new[] { (MigrationProject.Red, "r"), (MigrationProject.Blue, "b") })
        {
            var bound = project.Database.As(tenant);
            Assert.Equal(1, await bound.CountAsync($"select count(*) from \"Accounts\" where \"Name\" = '{account}'"));
            Assert.Equal(1, await bound.CountAsync("select count(*) from \"Accounts\""));
            Assert.Equal(1, await bound.CountAsync("select count(*) from note"));
        }
    }

    private async Task<MigrationProject> WithRowsAsync()
    {
        var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        project.AddByHand(
            "B_Hand",
            "migrationBuilder.Sql(\"create table note (tenant_id uuid, n int) partition by range (n);"
                + " create table note_low partition of note for values from (0) to (10);"
                + $" insert into note values ('{Red}', 1), ('{Blue}', 1);"
                + " create function empty() returns void language plpgsql as 'begin truncate \\\"Accounts\\\"; end';"
                + " create materialized view totals as select 1 as one\");"
                + " migrationBuilder.EnableTenantIsolation(\"note\", \"tenant_id\");"
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
