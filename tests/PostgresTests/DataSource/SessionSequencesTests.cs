using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// What sequences gave last, which any insert leaves in its session: it costs no reset, and the next tenant finds nothing.
/// </summary>
public sealed class SessionSequencesTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("insert into invoice (total) values (7)", 1)]
    [InlineData("select book()", 1)]
    public async Task What_sequences_gave_is_gone_for_the_next_tenant(string drawing, long given)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var never = database.CreateSource(connect: to => (to.MaxPoolSize, to.NoResetOnClose) = (1, true));
        await using var ifDirty = database.IfDirty();

        Assert.Equal(given, await never.LeftAsync(drawing, "select lastval()"));
        var error = await Assert.ThrowsAsync<PostgresException>(() => ifDirty.LeftAsync(drawing, "select lastval()"));

        Assert.Equal("55000", error.SqlState);
    }

    [Fact]
    public async Task What_sequences_gave_is_gone_for_what_is_prepared()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.IfDirty();
        await source.ReadAsync<long>(Invoices.Red, "insert into invoice (total) values (7) returning id");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var connection = await source.RentAsync();
        await using var command = connection.Command("select lastval()");
        await command.PrepareAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            command.ExecuteScalarAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal("55000", error.SqlState);
    }

    /// <summary>To PostgreSQL it is one statement, if strings there have escapes.</summary>
    [Theory]
    [InlineData(@"select lastval(), 'a\';', $1::integer")]
    [InlineData(@"select 'a\'; begin; --', lastval(), $1::integer")]
    public async Task What_sequences_gave_is_gone_for_a_text_that_looks_like_several(string text)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(
            $"alter role {TestRoles.Application} in database \"{database.Name}\" set standard_conforming_strings = off"
        );
        await using var source = database.IfDirty();
        await source.ReadAsync<long>(Invoices.Red, "insert into invoice (total) values (7) returning id");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var connection = await source.RentAsync();
        await using var command = connection.Command(text);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            command.ExecuteScalarAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal("55000", error.SqlState);
    }

    [Fact]
    public async Task What_sequences_gave_is_there_for_the_rent_that_drew_it()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await source.ReadAsync<long>(Invoices.Blue, "insert into invoice (total) values (7) returning id");
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();

        await connection.RunAsync("insert into invoice (total) values (7)");
        await connection.RunAsync("update invoice set total = total");

        Assert.Equal(2L, await connection.ReadAsync<long>("select lastval()"));
    }

    [Fact]
    public async Task Sequences_are_discarded_once_in_the_flight_of_the_rent_after()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.IfDirty(to => to.Port = proxy.Port);
        await source.ReadAsync<long>(Invoices.Red, "insert into invoice (total) values (7) returning id");
        Assert.False(proxy.HasSent("discard"));
        await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum);
        Assert.True(proxy.HasSent("discard sequences"));
        var before = proxy.Bytes;
        await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum);
        var third = proxy.Bytes - before;

        await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum);

        Assert.Equal(before + (2 * third), proxy.Bytes);
    }
}
