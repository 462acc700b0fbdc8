using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Copy;
using Ringfence.Testing.Databases;

namespace PostgresTests.Copy;

/// <summary>What is copied out is the tenant's; what is copied in goes to no tenant table.</summary>
public sealed class CopyTests(PostgresFixture postgres)
{
    private const string Binary = "copy (select i.total from invoice as i order by i.total) to stdout (format binary)";
    private const string Text = "copy (select i.total from invoice as i order by i.total) to stdout";
    private const string Into = "copy invoice (total) from stdin (format binary)";

    public static TheoryData<Binding, bool, bool> Ways
    {
        get
        {
            var ways = new TheoryData<Binding, bool, bool>();
            foreach (var binding in Enum.GetValues<Binding>())
            {
                ways.Add(binding, false, false);
                ways.Add(binding, false, true);
                ways.Add(binding, true, false);
                ways.Add(binding, true, true);
            }

            return ways;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Only_the_tenants_rows_come_out(Binding binding, bool async, bool inTransaction)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();

        Assert.Equal([1, 2, 3], await ReadAsync(connection, Invoices.Red, async, inTransaction));
        Assert.Equal([10, 20], await ReadAsync(connection, Invoices.Blue, async, inTransaction));

        Assert.False(connection.IsInTransaction);
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task As_text_too(bool async)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Blue);

        await using var copy = async
            ? await connection.BeginTextExportAsync(Text, Cancellation)
            : connection.BeginTextExport(Text);

        Assert.Equal("10\n20\n", await copy.Driver.ReadToEndAsync(Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task As_a_stream_too(bool async)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        var lengths = new List<long>();
        foreach (var tenant in new[] { Invoices.Red, Invoices.Blue })
        {
            using var scope = TenantScope.Enter(tenant);
            await using var copy = async
                ? await connection.BeginRawBinaryCopyAsync(Binary, Cancellation)
                : connection.BeginRawBinaryCopy(Binary);
            using var all = new MemoryStream();
            await copy.Driver.CopyToAsync(all, Cancellation);
            lengths.Add(all.Length);
        }

        // A header of 19 bytes, a row of 10 and a trailer of 2.
        Assert.Equal([51, 41], lengths);
    }

    [Fact]
    public async Task Nobody_is_bound_afterwards()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();

        await ReadAsync(connection, Invoices.Red, async: true, inTransaction: false);

        Assert.Null(await connection.LeftoverAsync());
    }

    [Fact]
    public async Task Without_a_scope_nothing_is_copied()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();

        await Assert.ThrowsAsync<TenantMissingException>(() => connection.BeginBinaryExportAsync(Binary, Cancellation));
        Assert.Throws<TenantMissingException>(() => connection.BeginBinaryExport(Binary));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_is_not_read_to_its_end_leaves_a_connection_to_use(bool async)
    {
        const string Long = "copy (select n from generate_series(1, 1000000) as n) to stdout (format binary)";
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        var copy = await connection.BeginBinaryExportAsync(Long, Cancellation);
        await copy.Driver.StartRowAsync(Cancellation);
        await (async ? copy.DisposeAsync().AsTask() : Task.Run(copy.Dispose, Cancellation));
        await copy.DisposeAsync();

        Assert.False(connection.IsInTransaction);
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_for_a_tenant_table_are_refused_with_what_to_use(bool async)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Assert.ThrowsAsync<CopyRefusedException>(async () =>
            await (
                async
                    ? connection.BeginBinaryImportAsync(Into, Cancellation)
                    : Task.Run(() => connection.BeginBinaryImport(Into), Cancellation)
            )
        );

        Assert.Contains("BulkInsertAsync", refusal.Message, StringComparison.Ordinal);
        Assert.False(connection.IsInTransaction);
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task Rows_for_a_shared_table_are_kept_when_they_are_complete(bool complete, long kept)
    {
        await using var database = await SharedAsync();
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "copy country (name) from stdin (format binary)",
                Cancellation
            )
        )
        {
            await copy.Driver.WriteRowAsync(Cancellation, "NO");
            await copy.Driver.WriteRowAsync(Cancellation, "SE");
            if (complete)
            {
                await copy.Driver.CompleteAsync(Cancellation);
            }
        }

        Assert.Equal(kept, await connection.ReadAsync<long>("select count(*) from country"));
        Assert.False(connection.IsInTransaction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Text_for_a_shared_table_is_kept(bool async)
    {
        await using var database = await SharedAsync();
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (
            var copy = async
                ? await connection.BeginTextImportAsync("copy country (name) from stdin", Cancellation)
                : connection.BeginTextImport("copy country (name) from stdin")
        )
        {
            await copy.Driver.WriteAsync("NO\nSE\n");
        }

        Assert.Equal(2, await connection.ReadAsync<long>("select count(*) from country"));
    }

    [Fact]
    public async Task What_a_copied_statement_changes_is_kept()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (
            var copy = await connection.BeginTextExportAsync(
                "copy (insert into invoice (total) values (4) returning total) to stdout",
                Cancellation
            )
        )
        {
            Assert.Equal("4\n", await copy.Driver.ReadToEndAsync(Cancellation));
        }

        Assert.Equal(Invoices.RedSum + 4, await connection.ReadAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_leaves_no_transaction(bool async)
    {
        const string Wrong = "copy nowhere to stdout (format binary)";
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await Assert.ThrowsAsync<PostgresException>(async () =>
            await (
                async
                    ? connection.BeginBinaryExportAsync(Wrong, Cancellation)
                    : Task.Run(() => connection.BeginBinaryExport(Wrong), Cancellation)
            )
        );

        Assert.False(connection.IsInTransaction);
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
    }

    private async Task<TestDatabase> SharedAsync()
    {
        var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(
            "create table country (name text); grant select, insert on country to ringfence_app"
        );
        return database;
    }

    private static async Task<List<int>> ReadAsync(
        TenantConnection connection,
        TenantId tenant,
        bool async,
        bool inTransaction
    )
    {
        using var scope = TenantScope.Enter(tenant);
        await using var transaction = inTransaction ? await connection.BeginTransactionAsync(Cancellation) : null;
        var totals = new List<int>();
        if (async)
        {
            await using var copy = await connection.BeginBinaryExportAsync(Binary, Cancellation);
            while (await copy.Driver.StartRowAsync(Cancellation) >= 0)
            {
                totals.Add(await copy.Driver.ReadAsync<int>(Cancellation));
            }
        }
        else
        {
            using var copy = connection.BeginBinaryExport(Binary);
            while (copy.Driver.StartRow() >= 0)
            {
                totals.Add(copy.Driver.Read<int>());
            }
        }

        Assert.Equal(inTransaction, connection.IsInTransaction);
        return totals;
    }
}
