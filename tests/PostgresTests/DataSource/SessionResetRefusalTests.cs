using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.DataSource;

/// <summary>Where sessions cannot be reset only if they are dirty, the option is refused before anything runs.</summary>
public sealed class SessionResetRefusalTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_password_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);

        Assert.Throws<OptionsValidationException>(() => database.CreateSource(IfDirty));
    }

    [Fact]
    public async Task Beside_No_Reset_On_Close_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);

        Assert.Throws<ArgumentException>(() => database.CreateSource(IfDirty, to => to.NoResetOnClose = true));
    }

    [Fact]
    public async Task For_contexts_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(IfDirty);
        var builder = new DbContextOptionsBuilder().UseNpgsql();

        Assert.Throws<InvalidOperationException>(() => builder.UseRingfence(source));
        builder.UseRingfence(database.Source);
    }

    [Fact]
    public async Task For_a_role_that_may_create_temporary_tables_by_default_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"grant temporary on database \"{database.Name}\" to public");
        await using var source = database.CreateSource(IfDirty);

        await Assert.ThrowsAsync<TemporaryTablesException>(source.RentAsync);
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Theory]
    [InlineData(
        "grant create on schema own to {0}",
        "{0}",
        "own",
        "revoke create on schema \"own\" from public, \"{0}\""
    )]
    [InlineData("grant create on schema own to public", "{0}", "own", "revoke create on schema \"own\" from public")]
    [InlineData("alter schema own owner to {0}; revoke create on schema own from {0}", "{0}", "own", "\"own\"")]
    [InlineData("grant create on schema own to {0}_maker", "{0}_maker", "own", "revoke \"{0}_maker\" from \"{0}\"")]
    [InlineData("grant create on database {1} to {0}", "{0}", null, "revoke create on database \"{1}\" from public")]
    [InlineData("grant create on database {1} to {0}_maker", "{0}_maker", null, "revoke \"{0}_maker\" from \"{0}\"")]
    [InlineData(
        "create table own.job (); alter table own.job owner to {0}",
        "{0}",
        null,
        "alter table own.job owner to"
    )]
    [InlineData(
        "create table own.\"Jób\" (); alter table own.\"Jób\" owner to {0}; grant usage on schema own to {0}; alter role {0} set search_path = own",
        "{0}",
        null,
        "alter table own.\"Jób\" owner to"
    )]
    [InlineData(
        "create procedure own.run() language sql as ''; alter procedure own.run() owner to {0}",
        "{0}",
        null,
        "alter procedure own.run() owner to"
    )]
    [InlineData(
        "create domain own.name text; alter domain own.name owner to {0}",
        "{0}",
        null,
        "alter type own.name owner to"
    )]
    [InlineData(
        "create table own.job (); grant trigger on own.job to {0}",
        "{0}",
        null,
        "revoke trigger on table own.job from public"
    )]
    [InlineData(
        "create table own.job (); grant trigger on own.job to {0}_maker",
        "{0}_maker",
        null,
        "revoke \"{0}_maker\" from \"{0}\""
    )]
    [InlineData(
        "grant {0}_maker to {0}; create table own.job (); grant trigger on own.job to {0}_maker",
        "{0}_maker",
        null,
        "revoke \"{0}_maker\" from \"{0}\""
    )]
    [InlineData(
        "grant {0}_maker to {0}; grant create on schema own to {0}_maker",
        "{0}_maker",
        "own",
        "revoke \"{0}_maker\" from \"{0}\""
    )]
    [InlineData(
        "grant {0}_maker to {0}; grant create on database {1} to {0}_maker",
        "{0}_maker",
        null,
        "revoke \"{0}_maker\" from \"{0}\""
    )]
    public async Task For_a_role_that_may_create_functions_it_is_refused(
        string grant,
        string holder,
        string? schema,
        string command
    )
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = $"creating_of_{database.Name}";
        string Named(string text) =>
            text.Replace("{0}", role, StringComparison.Ordinal).Replace("{1}", database.Name, StringComparison.Ordinal);
        await database.Superuser.RunAsync(
            Named(
                """
                create schema own;
                create role {0} login password 'open' in role ringfence_app;
                create role {0}_maker;
                create role {0}_between noinherit in role {0}_maker role {0}
                """
            )
        );
        await using var source = database.CreateSource(IfDirty, to => (to.Username, to.Password) = (role, "open"));
        await using (await source.RentAsync()) { }
        source.Inner.Clear();
        await database.Superuser.RunAsync(Named(grant));

        var error = await Assert.ThrowsAsync<CreatingRoleException>(source.RentAsync);

        Assert.Equal((role, Named(holder), schema), (error.Role, error.Holder, error.Schema));
        Assert.Contains(Named(command), error.Message, StringComparison.Ordinal);
        await database.Superuser.RunAsync(Named("drop owned by {0}, {0}_maker; drop role {0}_between, {0}_maker, {0}"));
    }

    /// <summary>Injected SQL could make one, and keep every instance of a service from opening connections.</summary>
    [Theory]
    [InlineData("create type pg_temp.t as enum (); alter type pg_temp.t owner to ringfence_app")]
    [InlineData("create sequence s; alter sequence s owner to ringfence_app")]
    public async Task What_calls_nothing_for_others_is_not_refused(string owned)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(IfDirty);
        await using var session = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand(owned, session);
        await command.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task What_is_done_to_the_connection_string_for_it_is_not_shown()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(IfDirty);
        await using var connection = await source.RentAsync();

        Assert.Equal(database.Source.ConnectionString, source.ConnectionString);
        Assert.Equal(database.Source.ConnectionString, connection.ConnectionString);
    }

    [Fact]
    public async Task No_list_of_clean_functions_is_an_empty_one()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(options =>
        {
            IfDirty(options);
            options.CleanFunctions = null!;
        });

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task It_is_logged_at_every_start()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var log = new CapturedLog();
        var options = new TenantDataSourceOptions { SigningKey = database.Secret, UnsafeResetOnlyIfDirty = true };

        await using var source = TenantDataSource.Create(
            database.ApplicationConnectionString,
            options,
            loggerFactory: log
        );

        Assert.Equal(1, log.Count(211));
    }

    private static void IfDirty(TenantDataSourceOptions options) => options.UnsafeResetOnlyIfDirty = true;
}
