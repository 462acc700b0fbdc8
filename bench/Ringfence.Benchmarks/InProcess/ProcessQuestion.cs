using System.Collections.Immutable;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.InProcess;

/// <summary>What happens inside the process, by BenchmarkDotNet.</summary>
internal sealed class ProcessQuestion : IQuestion
{
    private const int UsualRounds = 15;
    private const int UsualSlice = 200;

    private static readonly Measure Time = new("time", "ns", Digits: 1);

    public string Name => "process";

    public string Asks => "What do scopes, tokens, SQL text and a command cost inside the process?";

    public ImmutableArray<string> Options => ["rounds", "slice"];

    public async Task<QuestionResult> AnswerAsync(Arguments arguments)
    {
        var rounds = Math.Max(1, (int)arguments.Number("rounds", UsualRounds));
        var slice = arguments.Number("slice", UsualSlice);
        var log = new AccumulationLogger();
        var config = Config(rounds, slice, log);
        await using var server = await PostgresServer.StartAsync();
        await using var replay = await Replay.LearnAsync(server);
        CommandBenchmarks.Replay = replay;
        return new()
        {
            Name = Name,
            Title = "Inside the process",
            Command = arguments.Command,
            Machine = Machine.Here(server.Version),
            Method =
                $"BenchmarkDotNet, in one process. Medians of {rounds} iterations of {slice:F0} ms. The server takes no part: in"
                + " the last table its answers are replayed, over the loopback address.",
            Tables =
            [
                Table<ScopeBenchmarks>("Scopes and tokens", config, log),
                Table<TextBenchmarks>("SQL text", config, log),
                Table<CommandBenchmarks>("Point select against replayed answers", config, log),
            ],
        };
    }

    /// <summary>In this process: another would need the project's source, and a build of its own.</summary>
    private static ManualConfig Config(int rounds, double slice, ILogger log) =>
        ManualConfig
            .CreateEmpty()
            .AddJob(
                Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                    .WithIterationCount(rounds)
                    .WithIterationTime(TimeInterval.FromMilliseconds(slice))
            )
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(log)
            .WithArtifactsPath(Directory.CreateTempSubdirectory("ringfence-process-").FullName);

    private static ResultTable Table<TBenchmarks>(string title, ManualConfig config, AccumulationLogger log)
    {
        var summary = BenchmarkRunner.Run<TBenchmarks>(config);
        Directory.Delete(config.ArtifactsPath, recursive: true);
        return new()
        {
            Title = title,
            Measures = [Time, Measure.Allocated],
            Variants = [.. summary.Reports.Select(report => Variant(report, log))],
        };
    }

    private static VariantResult Variant(BenchmarkReport report, AccumulationLogger log) =>
        report.Success
            ? VariantResult.Of(
                report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
                (Time, [.. report.AllMeasurements.Where(IsResult).Select(one => one.Nanoseconds / one.Operations)]),
                (Measure.Allocated, [report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0])
            )
            : throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run:\n{log.GetLog()}");

    private static bool IsResult(Measurement measurement) =>
        measurement is { IterationMode: BenchmarkDotNet.Engines.IterationMode.Workload }
        && measurement.IterationStage == BenchmarkDotNet.Engines.IterationStage.Result;
}
