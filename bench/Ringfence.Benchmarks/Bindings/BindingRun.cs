using System.Collections.Immutable;
using PostgresTests.Proxy;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>Runs variants of an operation in the same rounds, and tells them apart by what programs write with.</summary>
/// <param name="databases">Where to.</param>
/// <param name="server">Which flights are counted to.</param>
/// <param name="port">Which is measured through: the server's, or that of a proxy that delays.</param>
/// <param name="rounds">How.</param>
internal sealed class BindingRun(BindingDatabases databases, PostgresServer server, int port, RoundOptions rounds)
{
    public async Task<ImmutableArray<ResultTable>> AnswerAsync(
        Operation operation,
        ImmutableArray<string> keys,
        bool autoPrepare
    )
    {
        var chosen = Chosen(keys, autoPrepare);
        var results = await MeasureAsync(operation, chosen, autoPrepare);
        return
        [
            .. chosen
                .GroupBy(variant => variant.Front, StringComparer.Ordinal)
                .Select(front => new ResultTable
                {
                    Title = $"{operation.Title}, auto-prepare {(autoPrepare ? "on" : "off")}, {front.Key}",
                    Measures = [.. Rounds.Measures(rounds), Measure.Flights, Measure.BytesSent],
                    Variants = [.. front.Select(variant => results[variant.Name])],
                    Group = $"{operation.Name}-{(autoPrepare ? "prepared" : "unprepared")}",
                    Baseline = front.First().Name,
                    Rival = front.FirstOrDefault(variant => variant.Key is "kong" or "ef-opened")?.Name,
                    Note = databases.Password is null
                        ? "This server has no pgcrypto: no variant hashes passwords."
                        : null,
                }),
        ];
    }

    /// <summary>The baseline is there for every front, in the order of the list.</summary>
    private ImmutableArray<BindingVariant> Chosen(ImmutableArray<string> keys, bool autoPrepare)
    {
        var possible = BindingVariant.All.Where(variant =>
            (databases.Password is not null || !variant.NeedsPgcrypto) && (autoPrepare || !variant.IsOnlyForPrepared)
        );
        return
        [
            .. possible
                .GroupBy(variant => variant.Front, StringComparer.Ordinal)
                .Where(front => front.Any(variant => keys.Contains(variant.Key)))
                .SelectMany(front => front.Where((variant, place) => place == 0 || keys.Contains(variant.Key))),
        ];
    }

    private async Task<IReadOnlyDictionary<string, VariantResult>> MeasureAsync(
        Operation operation,
        ImmutableArray<BindingVariant> chosen,
        bool autoPrepare
    )
    {
        var results = new Dictionary<string, VariantResult>(StringComparer.Ordinal);
        await using (var sources = new BindingSources(databases, port, autoPrepare))
        {
            var variants = chosen.Select(one => new Variant(one.Name, one.Make(sources, operation)));
            foreach (var result in await Rounds.RunAsync([.. variants], rounds))
            {
                results[result.Name] = result;
            }
        }

        await using var proxy = new CountingProxy(server.Host, server.Port);
        await using var counted = new BindingSources(databases, proxy.Port, autoPrepare);
        foreach (var variant in chosen)
        {
            results[variant.Name] = await Flights.AddAsync(
                results[variant.Name],
                proxy,
                variant.Make(counted, operation)
            );
        }

        return results;
    }
}
