using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Questions;

/// <summary>A question that a throw-away server of its own answers, by interleaved rounds.</summary>
internal abstract class ServerQuestion : IQuestion
{
    /// <summary>The major version whose results bear no version in their names.</summary>
    private const int UsualMajor = 15;

    public abstract string Name { get; }

    public abstract string Asks { get; }

    public virtual ImmutableArray<string> Options => ["rounds", "slice"];

    /// <summary>What reports are called.</summary>
    protected abstract string Title { get; }

    /// <summary>Where the caller does not say.</summary>
    protected virtual RoundOptions UsualRounds { get; } = new();

    /// <summary>Settings of <c>postgresql.conf</c> that the question needs.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public async Task<QuestionResult> AnswerAsync(Arguments arguments)
    {
        var options = new PostgresServerOptions();
        foreach (var (name, value) in Settings)
        {
            options.Settings[name] = value;
        }

        using var awake = AwakeProcessors.Keep();
        await using var server = await PostgresServer.StartAsync(options);
        var stolen = new StolenTime();
        var rounds = arguments.Rounds(UsualRounds) with { Server = ServerProcesses.Of(server.ProcessId) };
        var tables = await RunAsync(server, arguments, rounds);
        return new()
        {
            Name = string.Concat(Name, Suffix(arguments), server.Major == UsualMajor ? "" : $"-pg{server.Major}"),
            Title = Title,
            Command = arguments.Command,
            Machine = Machine.Here(server.Version),
            Method = Method(arguments, rounds) + Circumstances(awake, stolen, rounds.Tally),
            Tables = tables,
        };
    }

    private static string Circumstances(AwakeProcessors awake, StolenTime stolen, SliceTally slices) =>
        string.Create(CultureInfo.InvariantCulture, $" The host took {stolen.Share():P0} of the CPU in all.")
        + (
            slices.Again > 0
                ? $" Of {slices.All} slices {slices.Again} were run again for it, and {slices.Disturbed} in vain."
                : ""
        )
        + (awake.Are ? " Processes of idle priority kept the processors awake." : "");

    /// <summary>What sets results of these arguments apart from the usual ones, beginning with a hyphen; or nothing.</summary>
    protected virtual string Suffix(Arguments arguments) => "";

    /// <summary>How it was measured, in sentences.</summary>
    protected virtual string Method(Arguments arguments, RoundOptions rounds) =>
        $"Loopback. Medians of {rounds.Rounds} interleaved rounds, slices of {rounds.Slice.TotalMilliseconds:F0} ms:"
        + $" latency and allocations with one worker, throughput and CPU with {rounds.Workers}.";

    protected abstract Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    );
}
