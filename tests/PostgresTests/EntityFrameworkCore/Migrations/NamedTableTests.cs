using Npgsql;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>Which tables a statement on tenants' rows reaches by naming them.</summary>
public sealed class NamedTableTests(PostgresFixture postgres)
{
    private const string Red = "11111111-1111-1111-1111-111111111111";
    private const string Blue = "22222222-2222-2222-2222-222222222222";

    /// <summary>Their order is that of the tables' names.</summary>
    private const string Forced =
        "select string_agg(c.relname || ' ' || c.relforcerowsecurity, ', ' order by c.relname) from pg_class as c"
        + " where c.relname in ('Accounts', 'note', 'note_high', 'note_low')";

    [Theory]
    [InlineData("ForEachTenant(", "\"Acounts\"")]
    [InlineData("AcrossTenants(\"why\", ", "\"Acounts\"")]
    [InlineData("AcrossTenants(\"why\", ", "\"Accounts\", sales.\"Accounts\"")]
    [InlineData("AcrossTenants(\"why\", ", "shown")]
    public async Task A_comment_that_names_no_table_is_an_error(string operation, string named)
    {
        await using var project = await WithNotesAsync();
        project.AddByHand(
            "C_Data",
            $"migrationBuilder.{operation}\"\"\"\nupdate note set account = 7 -- touches {named}\n\"\"\");"
        );

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Contains("touches", error.MessageText, StringComparison.Ordinal);
        Assert.Contains("is no table", error.MessageText, StringComparison.Ordinal);
        Assert.Equal(0, await project.ReadAsync<long>("select count(*) from note where account = 7"));
    }

    [Theory]
    [InlineData("-- touches \"Accounts\", public.note, \"public\" . note_low.")]
    [InlineData("/* Touches: \"Accounts\"; note\n */")]
    public async Task A_comment_may_name_several_tables(string comment)
    {
        await using var project = await WithNotesAsync();
        project.AddByHand(
            "C_Data",
            $"migrationBuilder.AcrossTenants(\"why\", \"\"\"\n{comment}\nselect fix()\n\"\"\");"
        );

        await project.MigrateAsync();

        Assert.Equal(3, await project.ReadAsync<long>("select count(*) from note where account = 7"));
    }

    [Theory]
    [InlineData(99, PostgresErrorCodes.ForeignKeyViolation)]
    [InlineData(null, null)]
    public async Task A_foreign_key_of_a_partitioned_table_is_validated_on_the_rows_of_all(
        int? account,
        string? expected
    )
    {
        await using var project = await WithNotesAsync();
        await project.ExecuteAsync(account is null ? "delete from note" : $"update note set account = {account}");
        var before = await project.ReadAsync<string>(Forced);
        project.AddByHand(
            "C_Key",
            "migrationBuilder.AcrossTenants(\"a key\", \"alter table note add foreign key (tenant_id, account)"
                + " references \\\"Accounts\\\" (\\\"TenantId\\\", \\\"Id\\\")\");"
        );

        var error = await Record.ExceptionAsync(() => project.MigrateAsync());

        Assert.Equal(expected, (error as PostgresException)?.SqlState);
        Assert.Equal("Accounts true, note true, note_high true, note_low true", before);
        Assert.Equal(before, await project.ReadAsync<string>(Forced));
    }

    [Fact]
    public async Task A_function_reaches_the_partitions_of_a_table_that_is_named()
    {
        await using var project = await WithNotesAsync();
        project.AddByHand("C_Data", "migrationBuilder.AcrossTenants(\"why\", \"select fix_low() -- touches note\");");

        await project.MigrateAsync();

        Assert.Equal(2, await project.ReadAsync<long>("select count(*) from note where account = 7"));
        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync("select count(*) from note"));
    }

    /// <summary>With notes of red in a low partition, and of blue in both.</summary>
    private async Task<MigrationProject> WithNotesAsync()
    {
        var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        project.AddByHand(
            "B_Hand",
            "migrationBuilder.Sql(\"create table note (tenant_id uuid, n int, account int) partition by range (n);"
                + " create table note_low partition of note for values from (0) to (10);"
                + " create table note_high partition of note for values from (10) to (20);"
                + $" insert into note values ('{Red}', 1), ('{Blue}', 2), ('{Blue}', 12);"
                + " create view shown as select * from note;"
                + " create function fix() returns void language sql as 'update note set account = 7';"
                + " create function fix_low() returns void language sql as 'update note_low set account = 7'\");"
                + " migrationBuilder.EnableTenantIsolation(\"note\", \"tenant_id\");"
        );
        await project.MigrateAsync();
        return project;
    }
}
