using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>Where a key or a token must not turn up.</summary>
public sealed class SecretsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_key_nor_token_shows_in_the_activity_of_the_server_while_it_binds()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var locker = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var transaction = await locker.BeginTransactionAsync(Cancellation);
        await locker.RunAsync("lock table ringfence.signing_key in access exclusive mode");
        var waits = connection.ReadAsync<long>(Invoices.Sum);

        var activity = "";
        while (!activity.Contains("call ringfence.bind", StringComparison.Ordinal))
        {
            Cancellation.ThrowIfCancellationRequested();
            activity = await database.Superuser.ReadAsync<string>(
                "select string_agg(a::text, ' ') from pg_stat_activity as a where a.datname = current_database()"
            );
        }

        await transaction.CommitAsync(Cancellation);
        await waits;
        Assert.DoesNotContain(Token(database, connection), activity, StringComparison.Ordinal);
        Assert.DoesNotContain(database.Secret!, activity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_key_nor_token_shows_in_logs_and_exceptions_of_the_client()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var log = new CapturedLog();
        await using var source = TenantDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
            {
                IncludeErrorDetail = true,
            }.ConnectionString,
            new() { SigningKey = database.Secret },
            loggerFactory: log
        );
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await connection.ReadAsync<long>(Invoices.Sum);
        var token = source.BindArgument(source.Session(connection.Inner), Invoices.Red);

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));
        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            connection.RunAsync(
                "select ringfence.unset_tenant(); set ringfence.tenant = 'x'; select ringfence.tenant()"
            )
        );

        Assert.Contains("call ringfence.bind", log.Text, StringComparison.Ordinal);
        foreach (var text in new[] { log.Text, error.ToString(), refusal.ToString() })
        {
            Assert.DoesNotContain(token[..64], text, StringComparison.Ordinal);
            Assert.DoesNotContain(database.Secret!, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_exception_of_what_is_cancelled_while_it_binds_does_not_hold_the_bind(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(connect: to => to.Options = "-c statement_timeout=1000");
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var locker = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var transaction = await locker.BeginTransactionAsync(Cancellation);
        await locker.RunAsync("lock table ringfence.signing_key in access exclusive mode");
        await using var command = connection.Command(Invoices.Sum);

        var cancelled = isAsync
            ? await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancellation))
            : Assert.Throws<PostgresException>(() => command.ExecuteScalar());

        Assert.Equal(PostgresErrorCodes.QueryCanceled, cancelled.SqlState);
        Assert.Null(cancelled.BatchCommand);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)] // With parameters logged it is there: the search finds what there is to find.
    public async Task The_log_of_the_server_has_the_token_only_where_parameters_are_logged(int length, bool logged)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"alter database {database.Name} set log_statement = 'all'");
        await database.Superuser.RunAsync($"alter database {database.Name} set log_parameter_max_length = {length}");
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await connection.ReadAsync<long>($"{Invoices.Sum} where '{database.Name}' <> ''");

        var log = await ServerLogAsync($"where '{database.Name}' <> ''");
        Assert.Equal(logged, log.Contains(Token(database, connection)[..64], StringComparison.Ordinal));
        Assert.DoesNotContain(database.Secret!, log, StringComparison.Ordinal);
    }

    private static string Token(TestDatabase database, TenantConnection connection) =>
        database.Source.BindArgument(database.Source.Session(connection.Inner), Invoices.Red);

    /// <summary>What the server has logged, once it has logged this.</summary>
    private async Task<string> ServerLogAsync(string until)
    {
        while (true)
        {
            await using var file = new FileStream(
                postgres.Server.LogFile,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite
            );
            using var reader = new StreamReader(file);
            var log = await reader.ReadToEndAsync(Cancellation);
            if (log.Contains(until, StringComparison.Ordinal))
            {
                return log;
            }

            await Task.Delay(10, Cancellation);
        }
    }
}
