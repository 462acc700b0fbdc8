using System.Data.Common;
using Npgsql;
using Ringfence;

namespace PostgresTests.DataSource;

/// <summary>
/// What an operation allocates over bare Npgsql, whose statement names the tenant itself. Bytes are counted, and no time.
/// Synchronously and on this thread, since how much an asynchronous method allocates depends on when the server answers;
/// and the least of many, since how the driver waits for the answer does so too. Half of what a command has more is the
/// driver's: where the caller is synchronous, it sends a batch's second statement from another thread. The ceilings are as
/// close as what the runtime saves or not, by how far it has optimized the driver, lets them be.
/// </summary>
public sealed class AllocationTests(PostgresFixture postgres)
{
    private const int Times = 300;

    private const string BareTable = """
        create table bare_invoice (total integer, tenant_id uuid);
        insert into bare_invoice values (2, '11111111-1111-1111-1111-111111111111');
        grant select, insert on bare_invoice to ringfence_app
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, false, 1200)]
    [InlineData(Binding.Signed, true, 1200)]
    [InlineData(Binding.Setting, false, 1200)]
    [InlineData(Binding.Setting, true, 1200)]
    public Task A_query_allocates_little_over_bare_Npgsql(Binding binding, bool resetsWithBind, long most) =>
        AllocatesAsync(
            binding,
            resetsWithBind,
            most,
            (source, isBare) =>
            {
                using var connection = source.OpenConnection();
                using var command = connection.CreateCommand();
                command.CommandText = isBare
                    ? "select b.total from bare_invoice as b where b.total = $1 and b.tenant_id = $2"
                    : "select i.total from invoice as i where i.total = $1";
                AddParameters(command.Parameters, isBare);
                using var reader = command.ExecuteReader();
                reader.Read();
                _ = reader.GetInt32(0);
            }
        );

    [Theory]
    [InlineData(Binding.Signed, false, 1000)]
    [InlineData(Binding.Signed, true, 1400)]
    [InlineData(Binding.Setting, false, 1000)]
    [InlineData(Binding.Setting, true, 1400)]
    public Task An_insert_allocates_little_over_bare_Npgsql(Binding binding, bool resetsWithBind, long most) =>
        AllocatesAsync(
            binding,
            resetsWithBind,
            most,
            (source, isBare) =>
            {
                using var connection = source.OpenConnection();
                using var command = connection.CreateCommand();
                command.CommandText = Insert(isBare);
                AddParameters(command.Parameters, isBare);
                command.ExecuteNonQuery();
            }
        );

    [Theory]
    [InlineData(Binding.Signed, false, 600)]
    [InlineData(Binding.Signed, true, 1000)]
    [InlineData(Binding.Setting, false, 600)]
    [InlineData(Binding.Setting, true, 1000)]
    public Task A_batch_allocates_little_over_bare_Npgsql(Binding binding, bool resetsWithBind, long most) =>
        AllocatesAsync(
            binding,
            resetsWithBind,
            most,
            (source, isBare) =>
            {
                using var connection = source.OpenConnection();
                using var batch = connection.CreateBatch();
                for (var i = 0; i < 3; i++)
                {
                    var command = new NpgsqlBatchCommand(Insert(isBare));
                    AddParameters(command.Parameters, isBare);
                    batch.BatchCommands.Add(command);
                }

                batch.ExecuteNonQuery();
            }
        );

    private static string Insert(bool isBare) =>
        isBare
            ? "insert into bare_invoice (total, tenant_id) values ($1, $2)"
            : "insert into invoice (total) values ($1)";

    private static void AddParameters(DbParameterCollection parameters, bool isBare)
    {
        parameters.Add(new NpgsqlParameter<int> { TypedValue = 2 });
        if (isBare)
        {
            parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(Invoices.Red.Value) });
        }
    }

    private async Task AllocatesAsync(Binding binding, bool resetsWithBind, long most, Action<DbDataSource, bool> work)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await database.Superuser.RunAsync(BareTable);
        await using var bare = NpgsqlDataSource.Create(database.ApplicationConnectionString);
        await using var source = database.CreateSource(options => options.ResetWithBind = resetsWithBind);

        var (theirs, ours) = await Task.Run(() => Least(work, bare, source), Cancellation);

        TestContext.Current.TestOutputHelper?.WriteLine($"{theirs} bytes bare, {ours} bytes bound");
        Assert.InRange(ours - theirs, -1000, most);
    }

    private static (long Bare, long Bound) Least(Action<DbDataSource, bool> work, DbDataSource bare, DbDataSource bound)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        var least = (Bare: long.MaxValue, Bound: long.MaxValue);
        for (var i = 0; i < Times; i++)
        {
            least = (
                Math.Min(least.Bare, Bytes(() => work(bare, true))),
                Math.Min(least.Bound, Bytes(() => work(bound, false)))
            );
        }

        return least;
    }

    private static long Bytes(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
