using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ringfence;
using Ringfence.Messages;

namespace UnitTests.Messages;

public sealed class HeaderTests
{
    private static readonly TenantId Red = TenantId.Parse("red", TenantIdType.Text);
    private static readonly TenantId Blue = TenantId.Parse("blue", TenantIdType.Text);

    private readonly SetTime _time = new();
    private readonly string _key = MessageKey.Generate(1);

    [Fact]
    public void A_message_is_for_the_tenant_in_whose_scope_it_was_stamped()
    {
        var header = Header();

        var red = header.Stamped(Red);
        var blue = header.Stamped(Blue);

        Assert.Equal((Red, Blue), (header.Read(red), header.Read(blue)));
        Assert.Null(TenantScope.Current);
    }

    [Fact]
    public void Without_a_scope_nothing_is_stamped()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);

        Assert.Throws<TenantMissingException>(() => Header().Inject(headers, Stamps.Queue, Stamps.Id));

        Assert.Empty(headers);
    }

    [Fact]
    public void A_stamp_replaces_the_one_that_was_there()
    {
        var header = Header();
        var headers = header.Stamped(Red);

        using (TenantScope.Enter(Blue))
        {
            header.Inject(headers, Stamps.Queue, Stamps.Id);
        }

        Assert.Equal(Blue, header.Read(headers));
    }

    [Fact]
    public void Any_carrier_will_do_and_a_header_that_is_there_twice_is_refused()
    {
        var header = Header();
        var carrier = new List<(string Name, string Value)>();
        using (TenantScope.Enter(Red))
        {
            header.Inject(carrier, (all, name, value) => all.Add((name, value)), Stamps.Queue, Stamps.Id);
        }

        Assert.Equal(TenantHeader.Name, Assert.Single(carrier).Name);
        Assert.Equal(Red, header.Extract(carrier, Values, Stamps.Queue, Stamps.Id));
        carrier.Add(carrier[0]);
        var refusal = Assert.Throws<TenantHeaderRefusedException>(() =>
            header.Extract(carrier, Values, Stamps.Queue, Stamps.Id)
        );
        Assert.Equal(HeaderFault.Malformed, refusal.Fault);

        static IEnumerable<string> Values(List<(string Name, string Value)> all, string name) =>
            all.Where(one => one.Name == name).Select(one => one.Value);
    }

    [Fact]
    public void A_message_without_the_header_is_nobodys()
    {
        var header = Header();

        Assert.Equal("RF1012", Assert.Throws<TenantHeaderMissingException>(() => header.Read([])).Code);
        Assert.Throws<TenantHeaderMissingException>(() => header.Extract(0, (_, _) => null, Stamps.Queue, Stamps.Id));
    }

    [Fact]
    public void A_header_serves_for_its_own_queue_message_and_content_only()
    {
        var header = Header();
        var headers = header.Stamped(Red, content: "body"u8);

        Assert.Equal(Red, header.Extract(headers, Stamps.Queue, Stamps.Id, "body"u8));
        Assert.Equal(HeaderFault.Forged, Fault(() => header.Extract(headers, "other", Stamps.Id, "body"u8)));
        Assert.Equal(HeaderFault.Forged, Fault(() => header.Extract(headers, Stamps.Queue, "other", "body"u8)));
        Assert.Equal(HeaderFault.Forged, Fault(() => header.Extract(headers, Stamps.Queue, Stamps.Id, "bod"u8)));
        Assert.Equal(HeaderFault.Forged, Fault(() => header.Extract(headers, Stamps.Queue, Stamps.Id)));
        Assert.Equal(HeaderFault.Forged, Fault(() => header.Extract(headers, Stamps.Queue, "", "body"u8)));
        Assert.Equal(HeaderFault.Forged, Fault(() => header.Extract(headers, Stamps.Queue, "\ud800", "body"u8)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(24 * 60 * 60, null)]
    [InlineData((24 * 60 * 60) + 1, HeaderFault.Expired)]
    [InlineData(-300, null)]
    [InlineData(-301, HeaderFault.TooEarly)]
    public void A_header_serves_for_a_day_unless_more_or_less_is_said(int seconds, HeaderFault? fault)
    {
        var header = Header();
        var headers = header.Stamped(Red);

        _time.Now += TimeSpan.FromSeconds(seconds);

        Assert.Equal(fault, FaultOrNull(() => header.Read(headers)));
    }

    [Fact]
    public void Keys_are_rotated_without_losing_a_message()
    {
        var next = MessageKey.Generate(2);
        var before = Header();
        var ready = Header(also: next);
        var after = Header(key: next, also: _key);
        var done = Header(key: next);

        Assert.Equal(Red, ready.Read(before.Stamped(Red)));
        Assert.Equal(Red, before.Read(ready.Stamped(Red)));
        Assert.Equal(Red, ready.Read(after.Stamped(Red)));
        Assert.Equal(Red, after.Read(ready.Stamped(Red)));
        Assert.Equal(Red, done.Read(after.Stamped(Red)));
        Assert.Equal(HeaderFault.Forged, Fault(() => done.Read(before.Stamped(Red))));
    }

    [Fact]
    public void A_key_of_the_same_id_is_another_key()
    {
        var headers = Header(key: MessageKey.Generate(1)).Stamped(Red);

        Assert.Equal(HeaderFault.Forged, Fault(() => Header().Read(headers)));
    }

    [Fact]
    public void A_signed_service_takes_no_plain_header_and_a_plain_one_no_signed()
    {
        var plain = TenantHeader.Create(new() { UnsafeUnsigned = true, TenantIdType = TenantIdType.Text });

        Assert.Equal("red", plain.Stamped(Red)[TenantHeader.Name]);
        Assert.Equal(Red, plain.Read(plain.Stamped(Red)));
        Assert.Equal(HeaderFault.Malformed, Fault(() => Header().Read(plain.Stamped(Red))));
        Assert.Equal(HeaderFault.Malformed, Fault(() => plain.Read(Header().Stamped(Red))));
    }

    [Fact]
    public void A_tenant_of_another_type_is_malformed()
    {
        var headers = Header().Stamped(Red);
        var uuids = TenantHeader.Create(new() { Key = _key, TimeProvider = _time });

        var refusal = Assert.Throws<TenantHeaderRefusedException>(() => uuids.Read(headers));

        Assert.Equal(("RF1013", HeaderFault.Malformed), (refusal.Code, refusal.Fault));
        Assert.DoesNotContain("red", refusal.Message.Split("refused")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_takes_the_type_of_its_tenant_ids_and_its_key_from_the_options()
    {
        var services = new ServiceCollection();
        services
            .AddRingfence(options => options.TenantIdType = TenantIdType.Text)
            .AddMessages(options => options.Key = _key);
        using var provider = services.BuildServiceProvider();
        var header = provider.GetRequiredService<TenantHeader>();

        Assert.Equal(Red, header.Read(header.Stamped(Red)));
    }

    [Theory]
    [InlineData(null, null, false, 60)]
    [InlineData("", null, false, 60)]
    [InlineData("nonsense", null, false, 60)]
    [InlineData("rfk1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, false, 60)]
    [InlineData("rfm1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "nonsense", false, 60)]
    [InlineData(
        "rfm1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "rfm1.1.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA",
        false,
        60
    )]
    [InlineData("rfm1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, true, 60)]
    [InlineData("rfm1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, false, 0)]
    [InlineData("rfm1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, false, 31 * 24 * 60 * 60)]
    public void Options_that_sign_nothing_or_two_ways_are_refused(string? key, string? also, bool isUnsigned, int age)
    {
        var services = new ServiceCollection();
        services.AddRingfence().AddMessages(Set);
        using var provider = services.BuildServiceProvider();
        var options = new TenantHeaderOptions();
        Set(options);

        Assert.Throws<OptionsValidationException>(() => TenantHeader.Create(options));
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<TenantHeader>);

        void Set(TenantHeaderOptions to)
        {
            to.Key = key;
            to.AlsoAcceptedKey = also;
            to.UnsafeUnsigned = isUnsigned;
            to.MaxAge = TimeSpan.FromSeconds(age);
        }
    }

    private static HeaderFault Fault(Func<TenantId> read) =>
        Assert.Throws<TenantHeaderRefusedException>(() => read()).Fault;

    private static HeaderFault? FaultOrNull(Func<TenantId> read) =>
        (Record.Exception(() => read()) as TenantHeaderRefusedException)?.Fault;

    private TenantHeader Header(string? key = null, string? also = null) =>
        TenantHeader.Create(
            new()
            {
                Key = key ?? _key,
                AlsoAcceptedKey = also,
                TenantIdType = TenantIdType.Text,
                TimeProvider = _time,
            }
        );

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
