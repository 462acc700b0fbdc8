using Microsoft.EntityFrameworkCore;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private const string InsertAccount = "insert into \"Accounts\" (\"Name\") values ('one')";
    private const string CountAccounts = "select count(*) from \"Accounts\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_of_tenants_are_isolated_when_the_migration_made_them_and_after_a_way_down_and_up()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        var code = project.Add("A_Create", Shapes.Ledger);

        await project.MigrateAsync();
        var isolated = await project.StateAsync();
        await project.MigrateAsync("0");
        Assert.Equal("", await project.StateAsync());
        await project.MigrateAsync();

        Assert.Equal(isolated, await project.StateAsync());
        Assert.Contains("migrationBuilder.InstallTenantContract(", code, StringComparison.Ordinal);
        Assert.DoesNotContain("table: \"Currencies\",\n                column", code, StringComparison.Ordinal);
        await AssertRedSeesItsRowsAndNoBlueAsync(project);
    }

    [Fact]
    public async Task The_idempotent_script_may_run_twice_in_psql()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        project.Add("B_More", Shapes.Ledger);
        project.AddByHand(
            "C_Data",
            "migrationBuilder.ForEachTenant(\"update \\\"Accounts\\\" set \\\"Name\\\" = 'a\\n  b'\");"
                + " migrationBuilder.AcrossTenants(\"names\", \"update \\\"Accounts\\\" set \\\"Name\\\" = \\\"Name\\\" || 'c'\");"
        );

        await project.RunScriptAsync();
        await project.RunScriptAsync();

        await AssertRedSeesItsRowsAndNoBlueAsync(project);
    }

    [Fact]
    public async Task A_script_that_is_not_idempotent_runs_in_psql()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Ledger);

        await project.RunScriptAsync(isIdempotent: false);

        await AssertRedSeesItsRowsAndNoBlueAsync(project);
    }

    [Fact]
    public async Task A_model_that_did_not_change_has_no_pending_changes()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);

        project.Add("A_Create", Shapes.Ledger);
        Assert.False(project.HasPendingChanges());
        var code = project.Add("B_Nothing", Shapes.Ledger);

        Assert.DoesNotContain("migrationBuilder.", code, StringComparison.Ordinal);
        Assert.False(project.HasPendingChanges());
    }

    [Fact]
    public async Task Ownership_that_comes_alone_is_a_pending_change_and_so_is_one_that_goes()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Unowned);
        await project.MigrateAsync();
        var before = await project.StateAsync();

        var coming = project.Add("B_Come", Shapes.Accounts);
        await project.MigrateAsync();
        await AssertRedSeesItsRowsAndNoBlueAsync(project);
        await project.ExecuteAsync("truncate \"Accounts\"");
        var going = project.Add("C_Go", Unowned);
        await project.MigrateAsync();
        var after = await project.StateAsync();
        await project.MigrateAsync("B_Come");
        await AssertRedSeesItsRowsAndNoBlueAsync(project);

        Assert.Contains("migrationBuilder.EnableTenantIsolation(", coming, StringComparison.Ordinal);
        Assert.Contains("migrationBuilder.DisableTenantIsolation(", going, StringComparison.Ordinal);
        Assert.Contains(" f f ", before, StringComparison.Ordinal);
        Assert.Contains(" f f ", after, StringComparison.Ordinal);
        Assert.DoesNotContain("ringfence_app", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_follows_its_table_and_column_when_they_are_renamed()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", model => Shapes.Accounts(model, "Clients"));

        var code = project.Add(
            "B_Rename",
            model =>
            {
                Shapes.Accounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.Property<Guid>("TenantId").HasColumnName("firm")
                );
            }
        );
        await project.MigrateAsync();

        Assert.Contains("RenameTable", code, StringComparison.Ordinal);
        Assert.Contains("RenameColumn", code, StringComparison.Ordinal);
        Assert.DoesNotContain("TenantIsolation", code, StringComparison.Ordinal);
        await AssertRedSeesItsRowsAndNoBlueAsync(project);
    }

    [Fact]
    public async Task Names_may_hold_capitals_quotes_and_dots()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add(
            "A_Create",
            model =>
                model.Owned(
                    "Account",
                    account =>
                    {
                        account.ToTable("O'Hara \"&\" Sons. %s", "My.Schema");
                        account.Property<Guid>("TenantId").HasColumnName("Ten.ant \"'%I");
                    }
                )
        );
        await project.RunScriptAsync();
        await project.MigrateAsync("0");
        await project.MigrateAsync();

        const string Table = "\"My.Schema\".\"O'Hara \"\"&\"\" Sons. %s\"";
        await project.Database.As(MigrationProject.Red).ExecuteAsync($"insert into {Table} default values");
        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync($"select count(*) from {Table}"));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync($"select count(*) from {Table}"));
    }

    [Fact]
    public async Task A_dropped_table_needs_nothing_and_the_last_leaves_a_contract_that_has_keys()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);

        var code = project.Add("B_Drop", Shapes.Empty);
        await project.MigrateAsync();

        Assert.DoesNotContain("DisableTenantIsolation", Up(code), StringComparison.Ordinal);
        Assert.Contains("RemoveTenantContract", Up(code), StringComparison.Ordinal);
        Assert.Equal(1, await project.ReadAsync<long>("select count(*) from ringfence.contract"));
    }

    [Fact]
    public async Task A_tenant_column_changes_its_type_between_policies()
    {
        await using var project = await MigrationProject.CreateAsync(
            postgres.Server,
            new() { TenantIdType = TenantIdType.Text },
            options => options.TenantIdType = TenantIdType.Text
        );
        project.Add(
            "A_Create",
            model => model.Owned<string>("Account", account => account.Property<string>("TenantId").HasMaxLength(20))
        );
        project.Edit("A_Create", "character varying(20)", "text");
        var code = project.Add("B_Text", model => model.Owned<string>("Account", _ => { }));
        await project.MigrateAsync();

        var up = Up(code);
        Assert.True(
            up.IndexOf("DisableTenantIsolation", StringComparison.Ordinal)
                < up.IndexOf("AlterColumn", StringComparison.Ordinal)
        );
        Assert.True(
            up.IndexOf("EnableTenantIsolation", StringComparison.Ordinal)
                > up.IndexOf("AlterColumn", StringComparison.Ordinal)
        );
        var red = TenantId.Parse("red", TenantIdType.Text);
        var blue = TenantId.Parse("blue", TenantIdType.Text);
        await project.Database.As(red).ExecuteAsync("insert into \"Account\" default values");
        Assert.Equal(1, await project.Database.As(red).CountAsync("select count(*) from \"Account\""));
        Assert.Equal(0, await project.Database.As(blue).CountAsync("select count(*) from \"Account\""));
    }

    [Fact]
    public async Task A_key_that_carries_the_tenant_sets_the_other_columns_to_null()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Ledger);
        await project.MigrateAsync();
        var red = project.Database.As(MigrationProject.Red);
        await red.ExecuteAsync(InsertAccount);
        await red.ExecuteAsync(
            "insert into \"Entries\" (\"AccountId\", \"Amount\") select \"Id\", 1 from \"Accounts\""
        );

        await red.ExecuteAsync("delete from \"Accounts\"");

        Assert.Equal(1, await red.CountAsync("select count(*) from \"Entries\" where \"AccountId\" is null"));
    }

    [Fact]
    public async Task A_key_that_sets_to_null_is_refused_for_a_server_that_is_too_old()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Ledger);
        await using var context = project.Open(options =>
            options.UseNpgsql(project.ConnectionString, npgsql => npgsql.SetPostgresVersion(14, 0))
        );

        var refusal = Assert.Throws<SetNullUnsupportedException>(() => context.Database.GenerateCreateScript());

        Assert.Equal("RF7012", refusal.Code);
    }

    [Fact]
    public async Task EnsureCreated_isolates_the_tables()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Ledger);
        await using var context = project.Open();

        Assert.True(await context.Database.EnsureCreatedAsync(Cancellation));

        await AssertRedSeesItsRowsAndNoBlueAsync(project);
    }

    [Fact]
    public async Task The_application_role_does_not_migrate()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Ledger);
        await using var context = project.OpenBound();

        var refusal = await Assert.ThrowsAsync<MigrationConnectionException>(() =>
            context.Database.MigrateAsync(Cancellation)
        );

        Assert.Equal("RF7010", refusal.Code);
        Assert.Equal("", await project.StateAsync());
    }

    [Fact]
    public async Task Rows_that_the_model_seeds_are_there_and_the_sequence_is_past_them()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add(
            "A_Create",
            model =>
            {
                Shapes.Accounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account =>
                        account.HasData(
                            new
                            {
                                Id = 1,
                                TenantId = Guid.Parse(MigrationProject.Red.Value),
                                Name = "seeded",
                            }
                        )
                );
            }
        );
        await project.MigrateAsync();
        var red = project.Database.As(MigrationProject.Red);

        await red.ExecuteAsync(InsertAccount);

        Assert.Equal(2, await red.CountAsync(CountAccounts));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync(CountAccounts));
    }

    internal static async Task AssertRedSeesItsRowsAndNoBlueAsync(MigrationProject project)
    {
        var (red, blue) = (project.Database.As(MigrationProject.Red), project.Database.As(MigrationProject.Blue));
        await blue.ExecuteAsync(InsertAccount);
        await red.ExecuteAsync(InsertAccount);
        await red.ExecuteAsync(InsertAccount);
        Assert.Equal(2, await red.CountAsync(CountAccounts));
        Assert.Equal(1, await blue.CountAsync(CountAccounts));
        Assert.Equal(3, await project.ReadAsync<long>(CountAccounts));
    }

    private static void Unowned(ModelBuilder model)
    {
        Shapes.Accounts(model);
        model.SharedTypeEntity<Dictionary<string, object>>("Account", account => account.IsShared());
    }

    private static string Up(string code) => code[..code.IndexOf("void Down(", StringComparison.Ordinal)];
}
