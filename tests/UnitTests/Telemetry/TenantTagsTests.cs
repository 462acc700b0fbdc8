using Ringfence;
using Ringfence.Npgsql.Telemetry;

namespace UnitTests.Telemetry;

public sealed class TenantTagsTests
{
    [Fact]
    public void Tenants_are_not_told_apart_unless_that_is_asked_for()
    {
        Assert.Null(new TenantTags(0).Find(TenantId.From(1)));
        Assert.Null(new TenantTags(1).Find(tenantId: null));
    }

    [Fact]
    public void The_first_that_are_seen_keep_their_names_and_the_rest_share_one()
    {
        var tags = new TenantTags(2);

        var found = "1231324".Select(id => tags.Find(TenantId.From(id - '0')));

        Assert.Equal("1 2 other 1 other 2 other", string.Join(' ', found));
    }

    [Fact]
    public void However_many_come_at_once_no_more_get_a_name()
    {
        var tags = new TenantTags(10);

        var names = Enumerable
            .Range(0, 10_000)
            .AsParallel()
            .WithDegreeOfParallelism(4)
            .Select(i => tags.Find(TenantId.From((i % 50) + 1)))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(11, names.Count);
    }
}
