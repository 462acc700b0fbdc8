using Ringfence.Npgsql.Limits;

namespace UnitTests.Limits;

public sealed class TenantLimitsTests
{
    [Fact]
    public void A_limit_that_lets_nothing_through_is_a_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { MaxWaiting = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { MaxWait = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { MaxWait = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { Window = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { StatementTime = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { Window = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantLimits { MaxCommandTimeout = TimeSpan.Zero });
    }

    [Fact]
    public void Nothing_is_limited_unless_it_is_named()
    {
        var limits = new TenantLimits();

        Assert.Null(limits.MaxConnections);
        Assert.Null(limits.StatementTime);
        Assert.Null(limits.MaxCommandTimeout);
        Assert.Equal(
            limits,
            new()
            {
                MaxConnections = null,
                StatementTime = null,
                MaxCommandTimeout = null,
            }
        );
    }
}
