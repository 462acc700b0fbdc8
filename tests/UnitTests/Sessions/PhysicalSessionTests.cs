using Ringfence;
using Ringfence.Npgsql.Sessions;
using Ringfence.Signing;

namespace UnitTests.Sessions;

public sealed class PhysicalSessionTests
{
    private static readonly TenantId Red = TenantId.From(1);
    private static readonly TenantId Blue = TenantId.From(2);
    private static readonly SigningKey Key = SigningKey.Parse("rfk1.1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    private static readonly SigningKey Next = SigningKey.Parse("rfk1.2.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly PhysicalSession _session = new("7@host:1", TenantIdType.BigInt);

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(601, false)]
    public void A_token_serves_for_half_its_life(int seconds, bool same)
    {
        var first = _session.Token(Red, Key, Noon, Life);

        var later = _session.Token(Red, Key, Noon.AddSeconds(seconds), Life);

        Assert.Equal(same, ReferenceEquals(first, later));
    }

    [Fact]
    public void A_token_is_of_its_tenant_key_and_server_process()
    {
        var red = _session.Token(Red, Key, Noon, Life);
        var blue = _session.Token(Blue, Key, Noon, Life);
        var rotated = _session.Token(Blue, Next, Noon, Life);
        var redAgain = _session.Token(Red, Key, Noon, Life);

        Assert.Equal(Key.Sign(Red, Noon + Life, "7@host:1"), red);
        Assert.Equal(Key.Sign(Blue, Noon + Life, "7@host:1"), blue);
        Assert.Equal(Next.Sign(Blue, Noon + Life, "7@host:1"), rotated);
        Assert.Equal(red, redAgain);
    }

    [Fact]
    public void A_tenant_is_spelled_as_the_database_spells_it()
    {
        var padded = TenantId.Parse("007", TenantIdType.Text);

        Assert.Equal(TenantId.From(7), _session.Canonical(padded));
        Assert.Equal(Red, _session.Canonical(Red));
        Assert.Throws<TenantIdInvalidException>(() => _session.Canonical(TenantId.Parse("acme", TenantIdType.Text)));
        Assert.Equal(Red, _session.Canonical(Red));
    }

    [Fact]
    public async Task Two_renters_at_once_never_get_each_others_tenant()
    {
        TenantId[] tenants = [Red, Blue];

        var wrong = await Task.WhenAll(
            tenants.Select(tenant => Task.Run(() => CountWrong(tenant), TestContext.Current.CancellationToken))
        );

        Assert.Equal([0, 0], wrong);

        int CountWrong(TenantId tenant) =>
            Enumerable
                .Range(0, 200_000)
                .Count(_ =>
                    _session.Canonical(tenant) != tenant
                    || !_session.Token(tenant, Key, Noon, Life).EndsWith($"|{tenant}", StringComparison.Ordinal)
                );
    }
}
