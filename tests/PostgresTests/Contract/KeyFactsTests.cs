using Ringfence;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.Contract;

/// <summary>What the application role may know of the secrets in force.</summary>
public sealed class KeyFactsTests(PostgresFixture postgres)
{
    private const string Facts = """
        select coalesce(f.id, 'none') || ' ' || f.valid || case when f.not_after is null then '' else ' ends' end
            || case when f.created_at between now() - interval '1 hour' and clock_timestamp() then ' young' else '' end
        from ringfence.key_facts() as f
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task The_newest_is_named_and_the_valid_ones_are_counted(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(binding);
        await database.InstallAsync(options);
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        Assert.Equal(["1 1 young"], await app.ColumnAsync<string>(Facts));

        await KeyRotation.RotateAsync(database.Superuser, TimeSpan.FromHours(1), cancellationToken: Cancellation);

        Assert.Equal(["2 2 young"], await app.ColumnAsync<string>(Facts));
    }

    [Theory]
    [InlineData(Binding.Signed, "signing_key")]
    [InlineData(Binding.Password, "password")]
    public async Task One_that_is_not_valid_any_more_does_not_count(Binding binding, string table)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(binding);
        await database.InstallAsync(options);
        await KeyRotation.RotateAsync(database.Superuser, TimeSpan.FromHours(1), cancellationToken: Cancellation);
        await using var app = await database.ConnectAsync(options.ApplicationRole);

        await database.ExecuteAsync($"update ringfence.{table} set not_after = now() where id = '2'");
        Assert.Equal(["1 1 ends young"], await app.ColumnAsync<string>(Facts));

        await database.ExecuteAsync($"update ringfence.{table} set not_after = now()");
        Assert.Equal(0, await app.ScalarAsync<int>("select f.valid from ringfence.key_facts() as f"));
        Assert.Null(await app.ScalarAsync<string>("select f.id from ringfence.key_facts() as f"));
    }

    [Fact]
    public async Task Where_there_is_no_secret_there_is_no_row()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(Binding.Setting);
        await database.InstallAsync(options);
        await using var app = await database.ConnectAsync(options.ApplicationRole);

        Assert.Empty(await app.ColumnAsync<string>("select f.id from ringfence.key_facts() as f"));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task It_tells_nothing_of_the_secret(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(binding);
        var secret = (await database.InstallAsync(options)).Secret!;
        await using var app = await database.ConnectAsync(options.ApplicationRole);

        var row = await app.ScalarAsync<string>("select row(f.*)::text from ringfence.key_facts() as f");

        Assert.Matches("""^\(1,"[0-9:. +-]+",,1\)$""", row);
        Assert.DoesNotContain(secret.Split('.')[2], row!, StringComparison.Ordinal);
    }
}
