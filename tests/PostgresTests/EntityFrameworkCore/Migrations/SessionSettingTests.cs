using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>The server refuses what a policy would hide as long as <c>row_security</c> is off.</summary>
public sealed class SessionSettingTests(PostgresFixture postgres)
{
    private const string Fix =
        "create function fix() returns void language sql as 'update \"Accounts\" set \"Name\" = ''x'''";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_off_in_the_session_that_a_command_outside_the_transaction_is_tried_again_in(bool isAsync)
    {
        await using var project = await WithAccountAsync(
            "create sequence tries; grant usage on sequence tries to public;"
                + " create function stop() returns void language sql security definer as"
                + " 'select pg_terminate_backend(pg_backend_pid())';"
                + " create function once() returns void language plpgsql as $$ begin"
                + " if nextval('tries') = 1 then perform stop(); end if;"
                + " update \"Accounts\" set \"Name\" = 'x'; end $$"
        );
        project.AddByHand("B_Data", "migrationBuilder.Sql(\"select once()\", suppressTransaction: true);");
        await using var context = project.Open(options => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure()));

        var error = await Record.ExceptionAsync(async () =>
        {
            if (isAsync)
            {
                await context.Database.MigrateAsync(Cancellation);
            }
            else
            {
                context.Database.Migrate();
            }
        });

        Assert.Equal(2, await project.ReadAsync<long>("select last_value from tries"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (error as PostgresException)?.SqlState);
        Assert.Equal("r", await project.ReadAsync<string>("select \"Name\" from \"Accounts\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_as_it_was_where_a_command_outside_the_transaction_fails(bool isAsync)
    {
        await using var project = await WithAccountAsync();
        project.AddByHand("B_Data", "migrationBuilder.Sql(\"select 1 / 0\", suppressTransaction: true);");
        await using var context = project.Open();
        await context.Database.OpenConnectionAsync(Cancellation);

        var error = await Record.ExceptionAsync(async () =>
        {
            if (isAsync)
            {
                await context.Database.MigrateAsync(Cancellation);
            }
            else
            {
                context.Database.Migrate();
            }
        });

        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "show row_security";
        Assert.Equal(PostgresErrorCodes.DivisionByZero, (error as PostgresException)?.SqlState);
        Assert.Equal("on", await command.ExecuteScalarAsync(Cancellation));
    }

    [Theory]
    [InlineData("reset all")]
    [InlineData("RESET row_security")]
    [InlineData("set row_security to default")]
    [InlineData("select set_config('Row_Security', 'on', false)")]
    [InlineData("do $$ begin execute 'reset all'; end $$")]
    public async Task It_is_off_again_after_SQL_that_switched_it_on(string sql)
    {
        await using var project = await WithAccountAsync();
        project.AddByHand("B_Data", $"migrationBuilder.Sql(\"{sql}\"); migrationBuilder.Sql(\"select fix()\");");

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task One_text_may_switch_it_on_for_itself()
    {
        await using var project = await WithAccountAsync();
        project.AddByHand(
            "B_Data",
            "migrationBuilder.Sql(\"set local row_security = on; select fix(); set local row_security = off\");"
        );

        await project.MigrateAsync();

        Assert.Equal("r", await project.ReadAsync<string>("select \"Name\" from \"Accounts\""));
    }

    private async Task<MigrationProject> WithAccountAsync(string more = "select")
    {
        var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('r')");
        await project.ExecuteAsync($"{Fix}; {more}");
        return project;
    }
}
