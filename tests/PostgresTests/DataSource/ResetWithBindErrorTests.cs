using System.Data;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>Where the reset that travels with the bind fails, or what travels behind it.</summary>
public sealed class ResetWithBindErrorTests(PostgresFixture postgres)
{
    private const string Leave = "set work_mem = '77kB'";
    private const string Memory =
        "select count(*) from generate_series(1, 1) where current_setting('work_mem') = '77kB'";
    private const string Lock = "select pg_advisory_lock_shared(5)";
    private const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";

    private const string Failing = "select 1 / 0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Failing)]
    [InlineData("update invoice set total = -1")]
    [InlineData("select * from nowhere")]
    public async Task A_statement_that_fails_behind_it_brings_nothing_back(string failing)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        await source.LeaveAsync($"{Leave}; {Lock}");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        await Assert.ThrowsAsync<PostgresException>(() => blue.RunAsync(failing));
        await blue.RunAsync("set lock_timeout = '7s'");
        var flights = await proxy.CountAsync(async () => Assert.Equal(0L, await blue.ReadAsync<long>(Memory)));

        Assert.Equal(1, flights);
        Assert.Equal(0L, await blue.ReadAsync<long>(Locks));
        Assert.Equal("7s", await blue.ReadAsync<string>("select current_setting('lock_timeout')"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_server_refuses_it_the_session_is_reset_by_itself_and_the_statement_sent_again(
        bool isAsync
    )
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await database.Superuser.RunAsync(
            $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
        );
        foreach (var way in (string[])["scalar", "reader", "non-query", "batch", "batch that begins later"])
        {
            await source.LeaveAsync($"{Leave}; {Lock}");
            using var scope = TenantScope.Enter(Invoices.Blue);
            await using var blue = await source.RentAsync();

            Assert.Equal(Invoices.BlueSum, await SumAsync(blue, way, isAsync));
            Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
            Assert.Equal(0L, await blue.ReadAsync<long>(Locks));
        }
    }

    /// <summary>The driver's reset begins with the session's authorization, and so does the one that is sent by itself.</summary>
    [Fact]
    public async Task A_role_that_was_left_and_may_not_bind_costs_the_next_use_two_flights_and_nothing_more()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        var role = $"other_{Guid.NewGuid():N}";
        await database.Superuser.RunAsync($"create role {role}; grant {role} to {TestRoles.Application}");
        try
        {
            for (var i = 0; i < 3; i++)
            {
                await source.LeaveAsync($"set role {role}");

                Assert.Equal(3, await proxy.CountAsync(() => source.ReadAsync<long>(Invoices.Blue, Invoices.Sum)));
                Assert.Equal(1, await proxy.CountAsync(() => source.ReadAsync<long>(Invoices.Red, Invoices.Sum)));
            }
        }
        finally
        {
            await database.Superuser.RunAsync($"drop role {role}");
        }
    }

    [Fact]
    public async Task Where_no_reset_runs_the_session_is_given_up()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await database.Superuser.RunAsync(
            $"""
            revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application};
            revoke usage on language plpgsql from public
            """
        );
        var before = await source.LeaveAsync(Leave);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        var error = await Assert.ThrowsAsync<PostgresException>(() => blue.ReadAsync<long>(Memory));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        Assert.Equal(ConnectionState.Closed, blue.State);
        await blue.OpenAsync(Cancellation);

        Assert.NotEqual(before, blue.Inner.ProcessID);
        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
    }

    [Fact]
    public async Task A_bind_that_the_contract_refuses_is_sent_once()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        await source.LeaveAsync(Leave);
        await database.Superuser.RunAsync("update ringfence.signing_key set not_after = now()");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        var flights = await proxy.CountAsync(() =>
            Assert.ThrowsAsync<TenantRefusedException>(() => blue.ReadAsync<long>(Invoices.Sum))
        );
        await database.Superuser.RunAsync("update ringfence.signing_key set not_after = null");

        Assert.Equal(1, flights);
        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_reader_that_closes_its_connection_does_so_whatever_becomes_of_the_reset(
        bool isRefused,
        bool isAsync
    )
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        if (isRefused)
        {
            await database.Superuser.RunAsync(
                $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
            );
        }

        using var scope = TenantScope.Enter(Invoices.Blue);
        foreach (var (sql, fails) in ((string, bool)[])[(Invoices.Sum, false), (Failing, true), (Invoices.Sum, false)])
        {
            await source.LeaveAsync($"{Leave}; {Lock}");
            await using var blue = await source.RentAsync();
            if (fails)
            {
                var error = await Assert.ThrowsAsync<PostgresException>(() => CloseAfterAsync(blue, sql, isAsync));
                Assert.Equal(PostgresErrorCodes.DivisionByZero, error.SqlState);
            }
            else
            {
                Assert.Equal(Invoices.BlueSum, await CloseAfterAsync(blue, sql, isAsync));
            }

            Assert.Equal(ConnectionState.Closed, blue.State);
            Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Locks));
        }
    }

    [Fact]
    public async Task A_session_that_ends_behind_it_is_told_as_the_driver_tells_it()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(Leave);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() =>
            blue.RunAsync("select pg_terminate_backend(pg_backend_pid())")
        );

        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    /// <summary>The server reads the bind's parameter before it runs the bind, in the encoding that was left.</summary>
    [Fact]
    public async Task An_encoding_that_was_left_makes_nobody_another_tenant()
    {
        await using var database = await TestDatabase.CreateAsync(
            postgres.Server,
            new()
            {
                Binding = Binding.Setting,
                TenantIdType = TenantIdType.Text,
                Schema = "create table note (tenant_id text not null, text text)",
                TenantTables = "note",
            },
            Cancellation
        );
        await using var source = database.WithBind();
        var tenant = TenantId.Parse("m\u00fcller", TenantIdType.Text);
        using var scope = TenantScope.Enter(tenant);
        for (var i = 0; i < 2; i++)
        {
            await using var connection = await source.RentAsync();
            await connection.RunAsync("insert into note (text) values ('x')");
            await connection.RunAsync("set client_encoding = latin1");
        }

        Assert.Equal(2L, await source.ReadAsync<long>(tenant, "select count(*) from note"));
        Assert.Equal(1L, await database.Superuser.ReadAsync<long>("select count(distinct tenant_id) from note"));
    }

    [Theory]
    [InlineData("update invoice set total = 1")]
    [InlineData(Failing)]
    [InlineData("select 1 / (3 - n) from generate_series(1, 5) as n")]
    public async Task A_bind_that_SQL_has_replaced_is_found_out_and_its_session_given_up(string text)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.WithBind(to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (20, 2));
        for (var i = 0; i < 3; i++)
        {
            await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        }

        int before;
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var red = await source.RentAsync();
            before = red.Inner.ProcessID;
            var name = await red.ReadAsync<string>(
                "select name from pg_prepared_statements where statement ~ 'reset_and_bind' and not from_sql"
            );
            await red.RunAsync(
                $"deallocate {name}; prepare {name} (text) as update invoice set total = total where note = $1; {Leave}"
            );
        }

        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var command = blue.Command(text);
        await Assert.ThrowsAsync<BindReplacedException>(() => command.ExecuteReaderAsync(Cancellation));
        Assert.Equal(ConnectionState.Closed, blue.State);
        await blue.OpenAsync(Cancellation);

        Assert.NotEqual(before, blue.Inner.ProcessID);
        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
    }

    [Fact]
    public async Task A_stream_is_not_sent_twice()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await database.Superuser.RunAsync(
            $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
        );
        await source.LeaveAsync(Leave);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        using var content = new MemoryStream([1, 2, 3], 0, 3, writable: false, publiclyVisible: false);

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            blue.ReadAsync<int>("select length($1::bytea)", content)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        content.Position = 0;
        Assert.Equal(3, await blue.ReadAsync<int>("select length($1::bytea)", content));
        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
    }

    private static async Task<long> CloseAfterAsync(TenantConnection blue, string sql, bool isAsync)
    {
        await using var command = blue.Command(sql);
        await using var reader = isAsync
            ? await command.ExecuteReaderAsync(CommandBehavior.CloseConnection, Cancellation)
            : command.ExecuteReader(CommandBehavior.CloseConnection);
        Assert.True(await reader.ReadAsync(Cancellation));
        return reader.GetInt64(0);
    }

    private static async Task<long> SumAsync(TenantConnection blue, string way, bool isAsync)
    {
        await using var command = blue.Command(Invoices.Sum);
        switch (way)
        {
            case "scalar":
                return (long)(isAsync ? await command.ExecuteScalarAsync(Cancellation) : command.ExecuteScalar())!;
            case "reader":
                await using (
                    var reader = isAsync
                        ? await command.ExecuteReaderAsync(CommandBehavior.SingleRow, Cancellation)
                        : command.ExecuteReader(CommandBehavior.SingleRow)
                )
                {
                    Assert.True(await reader.ReadAsync(Cancellation));
                    return reader.GetInt64(0);
                }

            case "batch that begins later":
                await using (
                    var batch = blue.Batch(Invoices.Sum, "begin", "update invoice set total = total", "commit")
                )
                {
                    return (long)(isAsync ? await batch.ExecuteScalarAsync(Cancellation) : batch.ExecuteScalar())!;
                }

            case "batch":
                await using (var batch = blue.Batch("update invoice set total = total", Invoices.Sum))
                {
                    return (long)(isAsync ? await batch.ExecuteScalarAsync(Cancellation) : batch.ExecuteScalar())!;
                }

            default:
                command.CommandText = "update invoice set total = total";
                Assert.Equal(2, isAsync ? await command.ExecuteNonQueryAsync(Cancellation) : command.ExecuteNonQuery());
                return Invoices.BlueSum;
        }
    }
}
