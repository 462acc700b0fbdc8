using PostgresTests.Proxy;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>The databases that behaviours are shown on, a variant each, behind one proxy that counts flights.</summary>
public sealed class Sides(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Dictionary<Variant, Side> _sides = [];
    private readonly Dictionary<(string, bool), IReadOnlyList<string>> _plain = [];
    private CountingProxy? _proxy;

    internal int Major { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _proxy = new(postgres.Server.Host, postgres.Server.Port);
        foreach (var variant in Enum.GetValues<Variant>())
        {
            _sides[variant] = await Side.CreateAsync(postgres.Server, variant, _proxy.Port);
        }

        await using var connection = await _sides[Variant.Plain].Superuser.OpenConnectionAsync();
        Major = connection.PostgreSqlVersion.Major;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var side in _sides.Values)
        {
            await side.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
    }

    /// <summary>What is seen without Ringfence; looked at once for all variants.</summary>
    internal async Task<IReadOnlyList<string>> PlainAsync(Behaviour behaviour, bool isAsync)
    {
        if (!_plain.TryGetValue((behaviour.Name, isAsync), out var notes))
        {
            notes = await ShowAsync(behaviour, Variant.Plain, isAsync);
            _plain.Add((behaviour.Name, isAsync), notes);
        }

        return notes;
    }

    /// <summary>Everything that is seen, line by line.</summary>
    internal async Task<IReadOnlyList<string>> ShowAsync(Behaviour behaviour, Variant variant, bool isAsync)
    {
        var side = _sides[variant];
        await side.WarmAsync();
        var stage = new Stage(side, isAsync);
        int flights;
        using (side.Enter())
        {
            flights = await _proxy!.CountAsync(() => stage.FailAsync("error", () => behaviour.Action(stage)));
        }

        var left = await side.EndAsync();
        return
        [
            .. stage.Notes.Select(note => note.Replace(side.Database, "DATABASE", StringComparison.Ordinal)),
            .. left,
            $"flights: {flights}",
        ];
    }
}
