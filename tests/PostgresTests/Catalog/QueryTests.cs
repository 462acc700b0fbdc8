using Npgsql;
using Ringfence.Catalog;

namespace PostgresTests.Catalog;

public sealed class QueryTests(PostgresFixture postgres)
{
    /// <summary>What belongs to the whole server, or stops a database from being dropped.</summary>
    private static readonly string[] Rare = [".ParameterGrant.", ".ReplicationSlot.", ".Session.", ".Subscription."];

    public static TheoryData<string> Queries => [.. CatalogQuery.Names];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_query_is_understood_by_the_server(string name)
    {
        Assert.SkipWhen(
            CatalogQuery.FirstMajor(name) > postgres.Server.Major,
            "It asks for what this major version does not have."
        );
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        await using var connection = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var pin = new NpgsqlCommand("set search_path = pg_catalog, pg_temp", connection);
        await pin.ExecuteNonQueryAsync(Cancellation);
        await using var query = new NpgsqlCommand(CatalogQuery.Text(name), connection);

        await query.PrepareAsync(Cancellation);
        await using var reader = await query.ExecuteReaderAsync(Cancellation);

        var mayBeEmpty = Array.Exists(Rare, kind => name.Contains(kind, StringComparison.Ordinal));
        Assert.True(reader.HasRows || mayBeEmpty, $"{name} has no row to test it with.");
    }

    [Fact]
    public void There_is_a_query_for_each_kind() => Assert.True(CatalogQuery.Names.Length > 30);
}
