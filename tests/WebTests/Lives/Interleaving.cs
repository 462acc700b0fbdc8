namespace WebTests.Lives;

/// <summary>Two tenants' lives, turn by turn, while both of them write.</summary>
internal static class Interleaving
{
    public const int Turns = 3;

    public static async Task HoldsAsync(LifeService service, Func<string, Task<ILife>> open)
    {
        await service.AddAsync(Tenants.Red, "red 1");
        await using var red = await open(Tenants.Red);
        await using var blue = await open(Tenants.Blue);

        List<string> seen = [await red.NextAsync(), await blue.NextAsync()];
        await service.AddAsync(Tenants.Blue, "blue 1");
        seen.AddRange([await red.NextAsync(), await blue.NextAsync()]);
        await service.AddAsync(Tenants.Red, "red 2");
        seen.AddRange([await blue.NextAsync(), await red.NextAsync()]);

        Assert.Equal(["red 1", "nothing", "red 1", "blue 1", "blue 1", "red 1,red 2"], seen);
    }
}
