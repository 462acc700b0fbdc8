using Microsoft.Extensions.Diagnostics.HealthChecks;
using PostgresTests.DataSource;
using PostgresTests.Limits;
using Ringfence;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Health;

namespace PostgresTests.Health;

/// <summary>What was checked when connections were opened is looked at again while the service runs.</summary>
public sealed class HealthCheckTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_database_whose_fences_hold_is_healthy_and_tells_its_facts(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);

        var result = await database.Source.HealthAsync();

        Assert.Equal((HealthStatus.Healthy, "Tenants are kept apart."), (result.Status, result.Description));
        Assert.Equal("ringfence_app", result.Data["role"]);
        Assert.Equal(result.Data["service_contract_version"], result.Data["contract_version"]);
        Assert.Equal((1, 0), (result.Data["tenant_tables"], result.Data["unfenced_tables"]));
        Assert.Equal(binding != Binding.Setting, result.Data.ContainsKey("key_age_days"));
        if (binding != Binding.Setting)
        {
            Assert.Equal(("1", 1), (result.Data["key_id"], result.Data["valid_keys"]));
        }
    }

    [Theory]
    [InlineData("alter table invoice disable row level security", "public.invoice: row security is off")]
    [InlineData("alter table invoice no force row level security", "public.invoice: row security is not forced")]
    [InlineData("drop policy ringfence_tenant on invoice", "public.invoice: no policy asks for the tenant")]
    [InlineData(
        "alter policy ringfence_tenant on invoice using (total > 0 or tenant_id = (select ringfence.tenant()))",
        "public.invoice: policy ringfence_tenant is not as protect writes it"
    )]
    [InlineData(
        "alter policy ringfence_tenant on invoice with check (tenant_id = (select ringfence.tenant()) or total > 0)",
        "public.invoice: policy ringfence_tenant is not as protect writes it"
    )]
    [InlineData("create policy leak on invoice using (true)", "public.invoice: policy leak also lets rows through")]
    [InlineData(
        "create table forgotten (tenant_id uuid not null default ringfence.tenant())",
        "public.forgotten: row security is off"
    )]
    [InlineData(
        "create table parted (tenant_id uuid default ringfence.tenant(), y int) partition by list (y);"
            + "create table part partition of parted for values in (1); grant select on part to ringfence_app",
        "public.part: the partition is read around its parent's policy"
    )]
    public async Task A_fence_that_is_taken_down_is_unhealthy(string ddl, string fault)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var before = await database.Source.HealthAsync();

        await database.Superuser.RunAsync(ddl);
        var after = await database.Source.HealthAsync();

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy), (before.Status, after.Status));
        Assert.Contains(fault, (IEnumerable<string>)after.Data["faults"]);
        Assert.Contains(fault, after.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partitions_strange_names_and_restrictive_policies_are_no_fault()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(
            """
            create table "Odd ""table" ("Tenant =id" uuid not null);
            create table parted (tenant_id uuid not null, y int) partition by list (y);
            create table part_1 partition of parted for values in (1);
            create table own (tenant_id uuid not null);
            alter table own enable row level security;
            alter table own force row level security;
            create policy mine on own using (tenant_id = ringfence.tenant());
            create policy narrower on invoice as restrictive using (total < 1000);
            create policy staff on invoice to pg_monitor using (true);
            """
        );
        await TableProtector.ProtectAsync(database.Superuser, ["parted"], cancellationToken: Cancellation);
        await TableProtector.ProtectAsync(
            database.Superuser,
            ["\"Odd \"\"table\""],
            "Tenant =id",
            cancellationToken: Cancellation
        );
        await database.Superuser.RunAsync("create table part_2 partition of parted for values in (2)");

        var result = await database.Source.HealthAsync();

        Assert.Equal((HealthStatus.Healthy, "Tenants are kept apart."), (result.Status, result.Description));
        Assert.Equal(6, result.Data["tenant_tables"]);
    }

    [Fact]
    public async Task A_role_that_was_given_more_than_it_should_have_is_unhealthy()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = $"login_of_{database.Name}";
        await database.Superuser.RunAsync($"create role {role} login password 'open' in role ringfence_app");
        await using var source = database.CreateSource(connect: to => (to.Username, to.Password) = (role, "open"));
        var before = await source.HealthAsync();

        await database.Superuser.RunAsync($"alter role {role} bypassrls");
        var after = await source.HealthAsync();

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy), (before.Status, after.Status));
        Assert.Contains($"alter role {role} nobypassrls", after.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update ringfence.contract set version = version + 1", HealthStatus.Healthy)]
    [InlineData("update ringfence.contract set version = 99, compatible_from = 99", HealthStatus.Unhealthy)]
    [InlineData("delete from ringfence.contract", HealthStatus.Unhealthy)]
    [InlineData("revoke usage on schema ringfence from ringfence_app", HealthStatus.Unhealthy)]
    [InlineData("update ringfence.signing_key set created_at = now() - interval '91 days'", HealthStatus.Degraded)]
    [InlineData("update ringfence.signing_key set not_after = now() + interval '6 days'", HealthStatus.Degraded)]
    [InlineData("update ringfence.signing_key set not_after = now()", HealthStatus.Unhealthy)]
    public async Task The_contract_and_the_key_are_looked_at(string sql, HealthStatus status)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        Assert.Equal(HealthStatus.Healthy, (await database.Source.HealthAsync()).Status);

        await database.Superuser.RunAsync(sql);

        Assert.Equal(status, (await database.Source.HealthAsync()).Status);
    }

    [Fact]
    public async Task A_database_that_refuses_or_does_not_answer_is_unhealthy()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var time = new ManualTime();
        await using var full = database.CreateSource(options => options.TimeProvider = time, to => to.MaxPoolSize = 1);
        await using var last = await full.RentAsync();
        await using var mismatched = database.CreateSource(options => options.TenantIdType = TenantIdType.Integer);
        await using var gone = database.CreateSource(connect: to => to.Database = "not_there");

        var waiting = full.HealthAsync();
        time.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal("The database did not answer within 5 s.", (await waiting).Description);
        Assert.Equal("RF3003", (await mismatched.HealthAsync()).Data["code"]);
        Assert.Equal("The database could not be asked.", (await gone.HealthAsync()).Description);
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_moment()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var time = new ManualTime();
        await using var source = database.CreateSource(options => options.TimeProvider = time);
        using var check = new TenantHealthCheck(source, new());
        var first = await check.AskAsync();

        await database.Superuser.RunAsync("alter table invoice disable row level security");
        time.Pass(TimeSpan.FromSeconds(4.9));
        var kept = await check.AskAsync();
        time.Pass(TimeSpan.FromSeconds(0.1));
        var second = await check.AskAsync();

        Assert.Equal(first, kept);
        Assert.Equal(HealthStatus.Unhealthy, second.Status);
    }

    [Fact]
    public async Task It_needs_no_tenant_and_is_not_limited_by_one()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(new() { MaxConnections = 1, MaxWaiting = 0 });
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var held = await source.RentAsync();

        Assert.Equal(HealthStatus.Healthy, (await source.HealthAsync()).Status);
        Assert.Equal(1, source.Held());
    }
}
