using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.DataSource;

public sealed class LoadTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, 250, true)]
    [InlineData(Binding.Signed, 250, false)]
    [InlineData(Binding.Setting, 250, true)]
    [InlineData(Binding.Setting, 250, false)]
    [InlineData(Binding.Password, 25, true)]
    public async Task Of_many_tenants_at_once_each_sees_its_own_row(Binding binding, int each, bool prepares)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await ManyTenants.FillAsync(database);
        await using var source = database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = prepares,
            to =>
            {
                to.MaxPoolSize = 4;
                to.NoResetOnClose = prepares;
                to.MaxAutoPrepare = prepares ? 10 : 0;
                to.AutoPrepareMinUsages = 2;
            }
        );

        var wrong = await ManyTenants.RunAsync(source, workers: 12, each, WorkAsync);

        Assert.Empty(wrong);
    }

    private static async Task<string> WorkAsync(TenantConnection connection, Random random)
    {
        var tenant = ManyTenants.InScope();
        switch (random.Next(6))
        {
            case 0:
                return await connection.ReadAsync<string>(ManyTenants.Mine, tenant);
            case 1:
                await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
                {
                    await connection.RunAsync("update invoice set total = total + 1");
                    var seen = await connection.ReadAsync<string>(ManyTenants.Mine, tenant);
                    await transaction.CommitAsync(Cancellation);
                    return seen;
                }

            case 2:
                await using (await connection.BeginTransactionAsync(Cancellation))
                {
                    await connection.RunAsync("insert into invoice (total) values (1)"); // Left open.
                    return ManyTenants.Right;
                }

            case 3:
                await using (var batch = connection.Batch("update invoice set total = 5", ManyTenants.Mine))
                {
                    batch.BatchCommands[1].Parameters.Add(new Npgsql.NpgsqlParameter { Value = tenant });
                    return (string)(await batch.ExecuteScalarAsync(Cancellation))!;
                }

            case 4:
                await Record.ExceptionAsync(() =>
                    connection.RunAsync("select 1 / (i.total - i.total) from invoice as i")
                );
                return await connection.ReadAsync<string>(ManyTenants.Mine, tenant);
            default:
                await connection.RunAsync("begin");
                await connection.RunAsync("delete from invoice");
                await connection.RunAsync("rollback");
                return await connection.ReadAsync<string>(ManyTenants.Mine, tenant);
        }
    }
}
