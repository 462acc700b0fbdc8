using System.Globalization;
using System.Transactions;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Admin;

namespace PostgresTests.Admin;

/// <summary>The way across tenants, and what is recorded of it.</summary>
public sealed class AdminDataSourceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Binding, bool> Ways =>
        [.. Enum.GetValues<Binding>().SelectMany(binding => Admins.Ways.Select(isAsync => (binding, isAsync)))];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Red_sees_red_the_admin_sees_all_and_it_is_recorded(Binding binding, bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var admin = database.CreateAdmin();

        await using var connection = await admin.OpenAsync(isAsync);

        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(Invoices.RedSum + Invoices.BlueSum, await connection.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(
            "alice@example.org | Find out why invoice 4711 was paid twice | SUP-17 | read only",
            await database.LastAsync("l.who, l.reason, l.ticket, l.mode, l.tenant")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_record_holds_what_the_server_knows_beside_what_is_claimed(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin(connect: to => to.ApplicationName = "support");

        await using var connection = await admin.OpenAsync(isAsync, AdminAccess.ReadWrite);
        var facts = await connection.ReadAsync<string>(
            "select concat_ws(' | ', session_user, pg_backend_pid(), inet_client_addr(), inet_client_port())"
        );

        Assert.Equal(
            $"{facts} | support | {Environment.MachineName} | read write",
            await database.LastAsync(
                "l.session_role, l.backend_pid, l.client_address, l.client_port, l.application, l.host, l.mode"
            )
        );
        Assert.Equal("t", await database.LastAsync("l.at between now() - interval '1 hour' and now()"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_open_inside_one_transaction_scope_is_recorded_and_stays_so(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var connection = await admin.OpenAsync(isAsync, AdminAccess.ReadWrite);
            await connection.RunAsync("begin; update invoice set total = 1; rollback");
            await connection.CloseAsync();
            await using var again = await admin.OpenAsync(isAsync);
        }

        Assert.Equal(2, await database.RecordedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tenant_in_scope_is_recorded_and_binds_nothing(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();

        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await admin.OpenAsync(isAsync);

        Assert.Equal(Invoices.RedSum + Invoices.BlueSum, await connection.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(Invoices.Red.Value, await database.LastAsync("l.tenant"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_open_is_a_row_and_a_session_of_its_own_that_ends_when_it_is_closed(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin(connect: to => to.Pooling = true);
        int first;
        await using (var connection = await admin.OpenAsync(isAsync))
        {
            first = connection.ProcessID;
            await connection.RunAsync("set test.value = 'left'");
        }

        await using var again = await admin.OpenAsync(isAsync);

        Assert.NotEqual(first, again.ProcessID);
        Assert.Equal(2, await database.RecordedAsync());
        await database.SessionsAsync(1);
    }

    [Fact]
    public async Task What_is_returned_can_copy_in_and_out()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();

        await using var connection = await admin.OpenAsync(Admins.Reason, AdminAccess.ReadWrite, Cancellation);
        await using (
            var import = await connection.BeginBinaryImportAsync(
                "copy invoice (tenant_id, total) from stdin (format binary)",
                Cancellation
            )
        )
        {
            await import.WriteRowAsync(Cancellation, Guid.Parse(Invoices.Red.Value), 100);
            await import.WriteRowAsync(Cancellation, Guid.Parse(Invoices.Blue.Value), 1000);
            await import.CompleteAsync(Cancellation);
        }

        Assert.Equal(Invoices.RedSum + 100, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum + 1000, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_several_hosts_one_is_found_and_a_refusal_is_told_as_it_is(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        static void Twice(NpgsqlConnectionStringBuilder to) =>
            to.Host = string.Create(CultureInfo.InvariantCulture, $"{to.Host}:{to.Port},{to.Host}:{to.Port}");
        await using var admin = database.CreateAdmin(connect: Twice);
        await using var refused = database.CreateAdmin(connect: to =>
        {
            Twice(to);
            to.Username = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString).Username;
        });

        await using var connection = await admin.OpenAsync(isAsync);

        Assert.Equal(Invoices.RedSum + Invoices.BlueSum, await connection.ReadAsync<long>(Invoices.Sum));
        await Assert.ThrowsAsync<AdminRoleRefusedException>(() => refused.OpenAsync(isAsync));
        Assert.Equal(1, await database.RecordedAsync());
    }
}
