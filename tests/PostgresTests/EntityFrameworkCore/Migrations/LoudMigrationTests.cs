using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>What a migration may do as ever, though the server refuses it what a policy would hide.</summary>
public sealed class LoudMigrationTests(PostgresFixture postgres)
{
    private const string Red = "11111111-1111-1111-1111-111111111111";
    private const string Forced =
        "select string_agg(c.relname || ' ' || c.relforcerowsecurity, ', ' order by c.relname) from pg_class as c"
        + " where c.relname in ('Accounts', 'Entries')";
    private const string Security =
        "migrationBuilder.Sql(\"select set_config('a.seen', current_setting('row_security'), false)\");";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create function f() returns bigint language sql as 'select count(*) from \"Accounts\"'")]
    [InlineData("create or replace function f() returns bigint return (select count(*) from \"Accounts\")")]
    [InlineData(
        "create procedure f() language sql as 'delete from \"Accounts\"'; comment on procedure f is 'x';"
            + " revoke execute on procedure f from public; alter procedure f owner to current_user"
    )]
    [InlineData(
        "create function f() returns trigger language plpgsql as $$ begin delete from \"Accounts\"; return new; end $$;"
            + " create or replace trigger t after insert on \"Accounts\" for each row execute function f()"
    )]
    [InlineData(
        "create function f() returns bigint language sql as 'select count(*) from \"Accounts\"';"
            + " create rule r as on delete to \"Accounts\" do also select f();"
            + " create or replace recursive view w (n) as select f()"
    )]
    [InlineData("create view f as select * from \"Accounts\"")]
    [InlineData("create rule f as on delete to \"Accounts\" do also delete from \"Accounts\"")]
    [InlineData(
        "create policy f on \"Accounts\" as restrictive using (\"Id\" > (select min(a.\"Id\") from \"Accounts\" as a))"
    )]
    public async Task What_reads_isolated_tables_when_it_is_called_is_defined(string sql)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        project.AddByHand("B_Define", $"migrationBuilder.Sql(\"\"\"\n{sql}\n\"\"\");{Security}");
        await using var context = project.Open();
        await context.Database.OpenConnectionAsync(Cancellation);

        await context.Database.MigrateAsync(Cancellation);

        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "select current_setting('a.seen') || ' ' || current_setting('row_security')";
        Assert.Equal("off on", await command.ExecuteScalarAsync(Cancellation));
    }

    [Theory]
    [InlineData("create function f() returns void language sql as 'delete from \"Accounts\"'; select f()")]
    [InlineData(
        "create function f() returns void language sql as 'delete from \"Accounts\"'; refresh materialized view totals"
    )]
    public async Task What_is_defined_and_called_is_an_error(string sql)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        await project.ExecuteAsync(
            "create materialized view totals as select count(*) from \"Accounts\";"
                + " alter materialized view totals owner to ringfence_owner"
        );
        project.AddByHand("B_Define", $"migrationBuilder.Sql(\"\"\"\n{sql}\n\"\"\");");

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Theory]
    [InlineData("Sql(", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("AcrossTenants(\"why\", ", PostgresErrorCodes.ForeignKeyViolation)]
    public async Task A_foreign_key_that_SQL_adds_is_not_validated_against_no_rows(string operation, string error)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        await project.ExecuteAsync(
            $"alter table \"Accounts\" add column parent int; insert into \"Accounts\" (\"TenantId\", parent) values ('{Red}', 99)"
        );
        project.AddByHand(
            "B_Key",
            $"migrationBuilder.{operation}\"alter table \\\"Accounts\\\" add foreign key (\\\"TenantId\\\", parent)"
                + " references \\\"Accounts\\\" (\\\"TenantId\\\", \\\"Id\\\")\");"
        );

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal(error, refusal.SqlState);
    }

    [Fact]
    public async Task A_command_outside_the_transaction_is_not_let_by_one_before_it()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        project.AddByHand(
            "B_Define",
            "migrationBuilder.Sql(\"create function f() returns void language sql as 'delete from \\\"Accounts\\\"'\");"
        );
        project.AddByHand(
            "C_Call",
            "migrationBuilder.Sql(\"discard all\", suppressTransaction: true);"
                + " migrationBuilder.Sql(\"select f()\", suppressTransaction: true);"
        );

        var error = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_changes_its_type_under_foreign_keys(bool isOwned)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", model => Entries<int>(model, isOwned));
        await project.MigrateAsync();
        await project.ExecuteAsync(
            isOwned
                ? $"insert into \"Accounts\" (\"Id\", \"TenantId\") values (1, '{Red}')"
                : "insert into \"Accounts\" (\"Id\") values (1)"
        );
        await project.ExecuteAsync($"insert into \"Entries\" (\"TenantId\", \"AccountId\") values ('{Red}', 1)");
        var before = await project.ReadAsync<string>(Forced);
        project.Add("B_Long", model => Entries<long>(model, isOwned));

        await project.MigrateAsync();

        Assert.Equal(isOwned ? "Accounts true, Entries true" : "Accounts false, Entries true", before);
        Assert.Equal(before, await project.ReadAsync<string>(Forced));
        Assert.Equal(
            1,
            await project.Database.As(MigrationProject.Red).CountAsync("select \"AccountId\" from \"Entries\"")
        );
        Assert.Equal(
            0,
            await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from \"Entries\"")
        );
    }

    [Fact]
    public async Task A_column_with_a_sequence_becomes_one_of_another_type_with_an_identity()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", model => Numbered<int>(model, account => account.UseSerialColumn()));
        project.Add("B_Identity", model => Numbered<long>(model, account => account.UseIdentityByDefaultColumn()));

        await project.RunScriptAsync();
        await project.RunScriptAsync();

        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('one')");
        Assert.Equal(1, await project.ReadAsync<long>("select \"Number\" from \"Accounts\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_script_does_all_that_a_migration_does(bool isIdempotent)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.TwoSeededAccounts);
        project.AddByHand(
            "B_Data",
            "migrationBuilder.AcrossTenants(\"why\", \"update \\\"Accounts\\\" set \\\"Name\\\" = null\");"
                + " migrationBuilder.ForEachTenant(\"insert into \\\"Accounts\\\" (\\\"Name\\\") values ('third')\");"
        );
        project.Add(
            "C_Required",
            model =>
            {
                Shapes.TwoSeededAccounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.Property<string>("Name").IsRequired()
                );
            }
        );

        await project.RunScriptAsync(isIdempotent);

        var red = project.Database.As(MigrationProject.Red);
        Assert.Equal(1, await red.CountAsync("select count(*) from \"Accounts\" where \"Name\" = 'third'"));
        Assert.Equal(2, await red.CountAsync("select count(*) from \"Accounts\" where \"Name\" = ''"));
        Assert.Equal(
            0,
            await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from \"Accounts\"")
        );
    }

    private static void Numbered<TNumber>(
        ModelBuilder model,
        Action<Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder> shape
    )
    {
        Shapes.Accounts(model);
        model.SharedTypeEntity<Dictionary<string, object>>(
            "Account",
            account => shape(account.Property<TNumber>("Number"))
        );
    }

    private static void Entries<TKey>(ModelBuilder model, bool isOwned)
    {
        model.SharedTypeEntity<Dictionary<string, object>>(
            "Account",
            account =>
            {
                account.ToTable("Accounts");
                account.Property<TKey>("Id").ValueGeneratedNever();
                account.HasKey("Id");
                if (isOwned)
                {
                    account.Property<Guid>("TenantId");
                    account.IsTenantOwned();
                }
                else
                {
                    account.IsShared();
                }
            }
        );
        model.Owned(
            "Entry",
            entry =>
            {
                entry.ToTable("Entries");
                entry.Property<TKey>("AccountId");
                entry.HasOne("Account").WithMany().HasForeignKey("AccountId").OnDelete(DeleteBehavior.Restrict);
            }
        );
    }
}
