using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;

namespace Ringfence.Cli.Benches;

/// <summary>Measures in a database: it reads, and changes nothing; for as long as it is told, and no more connections.</summary>
/// <param name="database">The database.</param>
internal sealed class BenchRun(BenchDatabase database)
{
    private const int RoundTrips = 200;

    private readonly BenchRead _point = BenchRead.Point(database.Table);
    private ImmutableArray<ImmutableArray<string>> _keys = [];

    /// <param name="subject">The database and the server's version, in words.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BenchRefusedException">The tenant has no row there, or a way is none.</exception>
    public async Task<BenchResult> RunAsync(string subject, CancellationToken cancellationToken)
    {
        using var scope = TenantScope.Enter(database.TenantId);
        var roundTrip = await RoundTripAsync(cancellationToken).ConfigureAwait(false);
        var maker = new WayMaker(database, _point);
        var bound = maker.Bound();
        await using var _ = bound.ConfigureAwait(false);
        _keys = await KeysAsync(bound, cancellationToken).ConfigureAwait(false);
        var rows = await bound.RunAsync(BenchRead.Count(database.Table), [], cancellationToken).ConfigureAwait(false);
        var ways = await maker.MakeAsync(bound, _keys[0], cancellationToken).ConfigureAwait(false);
        await using var __ = ways.ConfigureAwait(false);
        ImmutableArray<BenchRead> reads = [_point, BenchRead.Page(database.Table), BenchRead.Count(database.Table)];
        var results = ImmutableArray.CreateBuilder<ReadResult>(reads.Length);
        foreach (var read in reads)
        {
            results.Add(await MeasureAsync(read, ways.All, reads.Length, cancellationToken).ConfigureAwait(false));
        }

        return new()
        {
            Database = database,
            Subject = subject,
            RoundTrip = roundTrip,
            Rows = rows,
            Reads = results.MoveToImmutable(),
            LeftOut = ways.LeftOut,
        };
    }

    private async Task<ReadResult> MeasureAsync(
        BenchRead read,
        ImmutableArray<Way> ways,
        int reads,
        CancellationToken cancellationToken
    )
    {
        var time = database.Time / reads;
        var slice = time / (ways.Length * (Interleaved.Rounds + 1));
        var began = Stopwatch.GetTimestamp();
        var rounds = await Interleaved
            .RunAsync(
                ways,
                Interleaved.Rounds,
                (way, random) => SliceAsync(way, read, slice, random.Next(), cancellationToken),
                // Where a statement lasts for longer than its slice, fewer rounds have to do.
                () => Stopwatch.GetElapsedTime(began) > time
            )
            .ConfigureAwait(false);
        return new(read, [.. ways.Zip(rounds, (way, slices) => new WayResult(way, slices))]);
    }

    private async Task<Slice> SliceAsync(
        Way way,
        BenchRead read,
        TimeSpan slice,
        int seed,
        CancellationToken cancellationToken
    )
    {
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(
                Enumerable
                    .Range(0, database.Connections)
                    .Select(worker =>
                        Task.Run(
                            () => WorkAsync(way, read, slice, new(seed + worker), cancellationToken),
                            cancellationToken
                        )
                    )
            )
            .ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] all = [.. times.SelectMany(worker => worker).Order()];
        return new(all[all.Length / 2], all.Length / seconds);
    }

    private async Task<List<double>> WorkAsync(
        Way way,
        BenchRead read,
        TimeSpan slice,
        Random random,
        CancellationToken cancellationToken
    )
    {
        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        do
        {
            var key = _keys[random.Next(_keys.Length)];
            var start = Stopwatch.GetTimestamp();
            await way.RunAsync(read, key, cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        } while (Stopwatch.GetElapsedTime(began) < slice);

        return times;
    }

    private async Task<ImmutableArray<ImmutableArray<string>>> KeysAsync(Way bound, CancellationToken cancellationToken)
    {
        var connection = await bound.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var __ = command.ConfigureAwait(false);
        command.CommandText = BenchRead.Keys(database.Table);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ___ = reader.ConfigureAwait(false);
        var keys = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            keys.Add([.. database.Table.Key.Select((_, column) => reader.GetString(column))]);
        }

        return keys.Count > 0
            ? keys.ToImmutable()
            : throw new BenchRefusedException(
                $"the tenant sees no row of {Printable.Of(database.Table.Name.ToString())}. Name a tenant that has some."
            );
    }

    private async Task<double> RoundTripAsync(CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(
            database.Pooled(database.Connection.ConnectionString, autoPrepares: false, resets: false)
        );
        await using var _ = source.ConfigureAwait(false);
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = connection.ConfigureAwait(false);
        var times = ImmutableArray.CreateBuilder<double>();
        var began = Stopwatch.GetTimestamp();
        while (times.Count == 0 || (times.Count < RoundTrips && Stopwatch.GetElapsedTime(began) < database.Time / 10))
        {
            var command = new NpgsqlCommand("select 1", connection);
            await using var ___ = command.ConfigureAwait(false);
            var start = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return Ratio.MedianOf(times.ToImmutable());
    }
}
