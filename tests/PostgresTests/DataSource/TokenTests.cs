using System.Security.Cryptography;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Signing;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

public sealed class TokenTests(PostgresFixture postgres)
{
    private const string Bind = "call ringfence.bind($1)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_token_is_made_once_for_a_connection_a_tenant_and_half_its_life()
    {
        await using var database = await CreateAsync();
        var time = new MovedTime();
        await using var source = database.CreateSource(
            options => options.TimeProvider = time,
            to => to.MaxPoolSize = 1
        );

        var first = await TokenAsync(source, Invoices.Red);
        var again = await TokenAsync(source, Invoices.Red);
        time.Ahead = TimeSpan.FromMinutes(2.4);
        var withinHalf = await TokenAsync(source, Invoices.Red);
        time.Ahead = TimeSpan.FromMinutes(2.6);
        var afterHalf = await TokenAsync(source, Invoices.Red);
        var blue = await TokenAsync(source, Invoices.Blue);

        Assert.Same(first, again);
        Assert.Same(first, withinHalf);
        Assert.NotEqual(first, afterHalf);
        Assert.NotEqual(afterHalf, blue);
    }

    [Fact]
    public async Task Two_connections_have_tokens_of_their_own()
    {
        await using var database = await CreateAsync();
        await using var one = await database.Source.RentAsync();
        await using var other = await database.Source.RentAsync();

        var session = database.Source.Session(one.Inner);

        Assert.NotSame(session, database.Source.Session(other.Inner));
        Assert.Same(session, database.Source.Session(one.Inner));
        Assert.NotEqual(
            database.Source.BindArgument(session, Invoices.Red),
            database.Source.BindArgument(database.Source.Session(other.Inner), Invoices.Red)
        );
    }

    [Fact]
    public async Task A_rotation_under_load_fails_no_request()
    {
        await using var database = await CreateAsync();
        var keys = new KeyRing(database.Secret!);
        await using var source = database.CreateSource(options => options.KeySource = keys);
        using var over = new CancellationTokenSource();
        var started = new CountdownEvent(8);
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(WorkAsync, Cancellation)).ToList();
        started.Wait(Cancellation);

        var secret = await KeyRotation.RotateAsync(
            database.Superuser,
            TimeSpan.FromHours(1),
            cancellationToken: Cancellation
        );
        keys.Use(secret);
        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        await over.CancelAsync();
        var sums = await Task.WhenAll(workers);

        Assert.All(sums, sum => Assert.Equal(0, sum % Invoices.BlueSum));
        Assert.NotEqual(database.Secret, secret);
        await Assert.ThrowsAsync<RotationRefusedException>(() =>
            KeyRotation.RotateAsync(database.Superuser, TimeSpan.FromHours(1), cancellationToken: Cancellation)
        );

        async Task<long> WorkAsync()
        {
            var sum = 0L;
            do
            {
                sum += await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum);
                _ = started.IsSet || started.Signal();
            } while (!over.IsCancellationRequested);

            return sum;
        }
    }

    [Fact]
    public async Task After_a_rotation_without_grace_the_old_key_is_refused()
    {
        await using var database = await CreateAsync();
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));

        await KeyRotation.RotateAsync(database.Superuser, TimeSpan.Zero, cancellationToken: Cancellation);

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum)
        );
        Assert.Equal("token_forged", refusal.Reason);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("99")]
    public async Task A_token_of_another_key_is_refused_and_the_statement_not_run(string keyId)
    {
        await using var database = await CreateAsync();
        await using var source = database.CreateSource(options => options.SigningKey = OtherKey(keyId));
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            connection.RunAsync("delete from invoice")
        );

        Assert.Equal("token_forged", refusal.Reason);
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        await using var database = await CreateAsync();
        var time = new MovedTime();
        await using var source = database.CreateSource(options => options.TimeProvider = time);
        await using var connection = await source.RentAsync();

        time.Ahead = TimeSpan.FromHours(-1);

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() => connection.SumAsync(Invoices.Red));
        Assert.Equal("token_expired", refusal.Reason);
        var expired = SigningKey.Parse(database.Secret!).Sign(Invoices.Red, Now.AddSeconds(-1));
        Assert.Equal("token_expired", await RefusalAsync(database, expired));
    }

    [Fact]
    public async Task A_token_for_any_server_process_serves_on_another()
    {
        await using var database = await CreateAsync();
        await using var source = database.CreateSource(options => options.UnsafeTokensForAnyBackend = true);
        await using var connection = await source.RentAsync();
        var token = source.BindArgument(source.Session(connection.Inner), Invoices.Red);

        await using var foreign = NpgsqlDataSource.Create(database.ApplicationConnectionString);
        await foreign.RunAsync(Bind, token);

        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_token_of_another_server_process_is_refused()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.Source.RentAsync();
        var stolen = database.Source.BindArgument(database.Source.Session(connection.Inner), Invoices.Red);

        Assert.Equal("token_foreign", await RefusalAsync(database, stolen));
        await connection.Inner.RunAsync(Bind, stolen);
    }

    [Theory]
    [InlineData("tenant")]
    [InlineData("expiry")]
    [InlineData("key")]
    [InlineData("version")]
    [InlineData("mac")]
    [InlineData("upper-case mac")]
    [InlineData("cut")]
    [InlineData("empty")]
    public async Task A_token_that_was_changed_is_refused(string what)
    {
        await using var database = await CreateAsync();
        var token = SigningKey.Parse(database.Secret!).Sign(Invoices.Red, Now.AddMinutes(1));
        var parts = token.Split('|');
        var changed = what switch
        {
            "tenant" => token.Replace(Invoices.Red.Value, Invoices.Blue.Value, StringComparison.Ordinal),
            "expiry" => token.Replace(parts[3], "9999999999", StringComparison.Ordinal),
            "key" => token.Replace("|rf1|1|", "|rf1|01|", StringComparison.Ordinal),
            "version" => token.Replace("|rf1|", "|rf2|", StringComparison.Ordinal),
            "mac" => (token[0] == '0' ? '1' : '0') + token[1..],
            "upper-case mac" => parts[0].ToUpperInvariant() + token[64..],
            "cut" => token[..^1],
            _ => "",
        };

        Assert.Equal("token_forged", await RefusalAsync(database, changed));
    }

    [Fact]
    public async Task What_the_session_shows_is_no_token_and_serves_in_no_other_transaction()
    {
        await using var database = await CreateAsync(sealOnly: true);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        var seal = await connection.ReadAsync<string>("select current_setting('ringfence.tenant')");
        var token = database.Source.BindArgument(database.Source.Session(connection.Inner), Invoices.Red);

        Assert.DoesNotContain(token[..64], seal, StringComparison.Ordinal);
        Assert.Equal("token_forged", await RefusalAsync(database, seal));
        foreach (var local in new[] { "true", "false" })
        {
            // On the same server process, after the transaction that the seal was made in.
            await using var batch = connection.Inner.CreateBatch();
            batch.BatchCommands.Add(
                new($"select set_config('ringfence.tenant', $1, {local})") { Parameters = { new() { Value = seal } } }
            );
            batch.BatchCommands.Add(new(Invoices.Sum));
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync(Cancellation));
            Assert.Equal("seal_foreign", refusal.ConstraintName);
        }
    }

    [Theory]
    [InlineData("11111111-1111-1111-1111-111111111111")]
    [InlineData("t00000000000000000000000000000000011111111-1111-1111-1111-111111111111")]
    [InlineData("s0000000000000000000000000000000009999999999|11111111-1111-1111-1111-111111111111")]
    public async Task A_setting_that_was_written_by_hand_is_refused(string forged)
    {
        await using var database = await CreateAsync(sealOnly: true);

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            database.As(Invoices.Red).ScalarAsync<long>($"set local ringfence.tenant = '{forged}'; {Invoices.Sum}")
        );

        Assert.Equal("seal_foreign", refusal.Reason);
    }

    [Fact]
    public async Task Injected_SQL_cannot_bind_with_what_it_can_read()
    {
        await using var database = await CreateAsync();
        const string Injected = "call ringfence.bind(current_setting('backtrace_functions')); select 1";

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            database.As(Invoices.Red).ExecuteAsync(Injected)
        );

        Assert.Equal("token_forged", refusal.Reason);
        var secrets = await Assert.ThrowsAsync<PostgresException>(() =>
            database.As(Invoices.Red).ExecuteAsync("select 1 from ringfence.signing_key, ringfence.seal_key")
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, secrets.SqlState);
    }

    private Task<TestDatabase> CreateAsync(bool sealOnly = false) =>
        Invoices.CreateAsync(postgres.Server, Binding.Signed, sealOnly);

    private static async Task<string> TokenAsync(TenantDataSource source, TenantId tenant)
    {
        await using var connection = await source.RentAsync();
        return source.BindArgument(source.Session(connection.Inner), tenant);
    }

    /// <summary>Why the server refuses this token to a foreign client of the application role.</summary>
    private static async Task<string?> RefusalAsync(TestDatabase database, string token)
    {
        await using var foreign = NpgsqlDataSource.Create(database.ApplicationConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => foreign.RunAsync(Bind, token));
        return refusal.ConstraintName;
    }

    private static string OtherKey(string id) =>
        $"rfk1.{id}.{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    private sealed class KeyRing(string key) : IKeySource
    {
        private SigningKey _key = SigningKey.Parse(key);

        public void Use(string key) => Volatile.Write(ref _key, SigningKey.Parse(key));

        public SigningKey GetKey() => Volatile.Read(ref _key);
    }
}
