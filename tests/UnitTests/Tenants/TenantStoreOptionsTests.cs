using Microsoft.Extensions.Options;
using Ringfence.Npgsql.Tenants;

namespace UnitTests.Tenants;

public sealed class TenantStoreOptionsTests
{
    public static TheoryData<string, Action<TenantStoreOptions>> OutOfRange =>
        new()
        {
            { nameof(TenantStoreOptions.MaximumAge), options => options.MaximumAge = TimeSpan.Zero },
            { nameof(TenantStoreOptions.MaximumAge), options => options.MaximumAge = TimeSpan.FromDays(1.1) },
            { nameof(TenantStoreOptions.UnheardAge), options => options.UnheardAge = TimeSpan.FromSeconds(-1) },
            { nameof(TenantStoreOptions.UnheardAge), options => options.UnheardAge = TimeSpan.FromSeconds(61) },
            { nameof(TenantStoreOptions.ListenerCheck), options => options.ListenerCheck = TimeSpan.Zero },
            { nameof(TenantStoreOptions.ListenerCheck), options => options.ListenerCheck = TimeSpan.FromHours(1) },
            { nameof(TenantStoreOptions.Capacity), options => options.Capacity = 0 },
            { nameof(TenantStoreOptions.UnknownCapacity), options => options.UnknownCapacity = 0 },
            { nameof(TenantStoreOptions.MaximumConnections), options => options.MaximumConnections = 0 },
        };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void What_is_out_of_range_makes_no_store(string name, Action<TenantStoreOptions> change)
    {
        var options = new TenantStoreOptions();
        change(options);

        var refusal = Assert.Throws<OptionsValidationException>(() =>
            DatabaseTenantStore.Create("Host=nowhere.invalid", options)
        );

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_defaults_and_a_short_age_of_nothing_do()
    {
        await using var one = DatabaseTenantStore.Create("Host=nowhere.invalid");
        await using var two = DatabaseTenantStore.Create("Host=nowhere.invalid", new() { UnheardAge = TimeSpan.Zero });

        Assert.Equal((0, 0), (one.Kept, two.Kept));
    }
}
