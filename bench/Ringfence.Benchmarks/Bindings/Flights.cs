using PostgresTests.Proxy;
using Ringfence.Benchmarks.Results;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>How often the client speaks to the server and waits, and how much it says, an operation.</summary>
internal static class Flights
{
    private const int WarmUp = 60;
    private const int Counted = 40;

    /// <summary>
    /// Medians: an operation that opens a connection or prepares a statement is not the usual one. Nobody else may use
    /// the proxy meanwhile.
    /// </summary>
    public static async Task<VariantResult> AddAsync(
        VariantResult result,
        CountingProxy proxy,
        Func<Random, Task> runAsync
    )
    {
        var random = new Random(7);
        for (var i = 0; i < WarmUp; i++)
        {
            await runAsync(random);
        }

        var flights = new List<double>();
        var bytes = new List<double>();
        for (var i = 0; i < Counted; i++)
        {
            var sent = proxy.Bytes;
            flights.Add(await proxy.CountAsync(() => runAsync(random)));
            bytes.Add(proxy.Bytes - sent);
        }

        return result.With(Measure.Flights, Medians.Of([.. flights])).With(Measure.BytesSent, Medians.Of([.. bytes]));
    }
}
