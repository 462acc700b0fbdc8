using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.Plans;

/// <summary>
/// Behind a policy PostgreSQL asks an index only for what may be worked out before the policy: operators that it believes to
/// leak nothing (chapter 5.9). What docs/troubleshooting.md says of indexes that are not used is so.
/// </summary>
public sealed class IndexUseTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table note (
            tenant_id uuid not null, id bigint not null, name text not null, price numeric not null, words tsvector not null,
            data jsonb not null, lowered text generated always as (lower(name)) stored, primary key (tenant_id, id)
        );
        insert into note (tenant_id, id, name, price, words, data)
        select ('00000000-0000-4000-8000-' || lpad((n % 2 + 1)::text, 12, '0'))::uuid, n, 'note ' || n, n,
            to_tsvector('simple', 'note ' || n), jsonb_build_object('n', n)
        from generate_series(1, 4000) as n;
        create index by_words on note using gin (words);
        create index by_data on note using gin (data);
        create index by_expression on note (lower(name));
        create index by_price on note (price);
        create index by_pattern on note (name text_pattern_ops);
        create index by_lowered on note (tenant_id, lowered);
        create index by_name on note (tenant_id, name collate "C");
        analyze note
        """;

    [Theory]
    [InlineData("words @@ 'note & 101'::tsquery", "by_words")]
    [InlineData("data @> '{\"n\": 101}'", "by_data")]
    [InlineData("lower(name) = 'note 101'", "by_expression")]
    [InlineData("price = 101", "by_price")]
    [InlineData("name like 'note 101%'", "by_pattern")]
    public async Task An_index_by_what_may_leak_serves_nobody_whom_policies_hold(string condition, string index)
    {
        await using var database = await CreateAsync();

        var bound = await PlanAsync(database, condition);
        var past = await database.Superuser.ReadAsync<string>(Explain(condition));

        Assert.DoesNotContain(index, bound, StringComparison.Ordinal);
        Assert.Contains(index, past, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lowered = 'note 101'", "by_lowered")]
    [InlineData("name ^@ 'note 101'", "by_name")]
    public async Task What_the_same_asks_by_other_words_has_its_index(string condition, string index)
    {
        await using var database = await CreateAsync();

        var bound = await PlanAsync(database, condition);

        Assert.Contains(index, bound, StringComparison.Ordinal);
    }

    private static string Explain(string condition) =>
        $"explain (costs off, format json) select n.id from note as n where {condition}";

    private static async Task<string> PlanAsync(TestDatabase database, string condition) =>
        await database.Source.ReadAsync<string>(Market.Red, Explain(condition));

    private Task<TestDatabase> CreateAsync() =>
        TestDatabase.CreateAsync(
            postgres.Server,
            new()
            {
                Binding = Binding.Setting,
                Schema = Schema,
                TenantTables = "note",
            },
            TestContext.Current.CancellationToken
        );
}
