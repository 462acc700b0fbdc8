using Npgsql;
using PostgresTests.Contract;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Admin;

namespace PostgresTests.Admin;

/// <summary>Read only unless asked otherwise.</summary>
public sealed class AccessTests(PostgresFixture postgres)
{
    private const string Raise = "update invoice set total = total + 1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Raise)]
    [InlineData("delete from invoice")]
    [InlineData("insert into invoice (tenant_id, total) values (gen_random_uuid(), 1)")]
    [InlineData("create table mine ()")]
    [InlineData("begin; delete from invoice; commit")]
    public async Task It_cannot_write_by_default(string statement)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();

        foreach (var isAsync in Admins.Ways)
        {
            await using var connection = await admin.OpenAsync(isAsync);
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync(statement));
            Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
        }

        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_writes_every_tenants_rows_when_asked_to(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();

        await using var connection = await admin.OpenAsync(isAsync, AdminAccess.ReadWrite);

        Assert.Equal(5, await connection.RunAsync(Raise));
        Assert.Equal(Invoices.RedSum + 3, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum + 2, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_of_a_read_write_connection_is_left_for_a_read_only_one(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin(connect: to =>
        {
            to.Pooling = true;
            to.MaxPoolSize = 1;
            to.NoResetOnClose = true;
        });

        await database.Superuser.RunAsync($"grant temporary on database {database.Name} to ringfence_admin");
        for (var round = 0; round < 3; round++)
        {
            await using (var writing = await admin.OpenAsync(isAsync, AdminAccess.ReadWrite))
            {
                await writing.RunAsync("set default_transaction_read_only = off; set application_name = 'left'");
                await writing.RunAsync("create temporary table invoice (total integer)");
                Assert.Equal(5, await writing.RunAsync("update public.invoice set total = total"));
            }

            await using var reading = await admin.OpenAsync(isAsync);
            Assert.Equal(Invoices.RedSum + Invoices.BlueSum, await reading.ReadAsync<long>(Invoices.Sum));
            Assert.Equal("", await reading.ReadAsync<string>("select current_setting('application_name')"));
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => reading.RunAsync(Raise));
            Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
        }

        Assert.Equal(6, await database.RecordedAsync());
    }

    /// <summary>What <c>docs/admin.md</c> says, so that nobody takes it for more.</summary>
    [Theory]
    [InlineData("begin read write; {0}; commit")]
    [InlineData("set default_transaction_read_only = off; {0}")]
    public async Task Read_only_guards_against_accidents_and_not_against_whoever_sets_out_to_write(string text)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();
        await using var connection = await admin.OpenAsync(Admins.Reason, cancellationToken: Cancellation);

        foreach (var statement in text.Replace("{0}", Raise, StringComparison.Ordinal).Split("; "))
        {
            await connection.RunAsync(statement);
        }

        Assert.Equal(Invoices.RedSum + 3, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Theory]
    [InlineData("alter role {0} set default_transaction_read_only = on")]
    [InlineData("alter role {0} set transaction_read_only = on")]
    public async Task A_role_that_reads_only_by_itself_is_recorded_too_and_writes_when_asked_to(string setting)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("create table public.invoice (tenant_id uuid, total int)");
        await database.ProtectAsync("public.invoice");
        var role = database.Options().AdminRole;
        await (await database.ConnectAsync(role)).DisposeAsync(); // Gives it a password.
        await database.ExecuteAsync(setting.Replace("{0}", role, StringComparison.Ordinal));
        await using var admin = AdminDataSource.Create(database.ConnectionString(role));

        foreach (var isAsync in Admins.Ways)
        {
            await (await admin.OpenAsync(isAsync)).DisposeAsync();
            await using var connection = await admin.OpenAsync(isAsync, AdminAccess.ReadWrite);
            Assert.Equal(1, await connection.RunAsync($"insert into invoice values ('{Guid.NewGuid()}', 1)"));
        }

        Assert.Equal("4", await database.TextAsync("select count(*) from ringfence.admin_log as l"));
    }
}
