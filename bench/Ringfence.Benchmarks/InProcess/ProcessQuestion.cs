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

namespace Ringfence.Benchmarks.InProcess;

/// <summary>What happens inside the process, by BenchmarkDotNet; no server takes part.</summary>
internal sealed class ProcessQuestion : IQuestion
{
    private const int UsualRounds = 15;
    private const int UsualSlice = 200;

    private static readonly Measure Time = new("time", "ns", Digits: 1);

    public string Name => "process";

    public string Asks => "What do scopes, tokens and the reading of SQL cost inside the process?";

    public ImmutableArray<string> Options => ["rounds", "slice"];

    public Task<QuestionResult> AnswerAsync(Arguments arguments)
    {
        var rounds = Math.Max(1, (int)arguments.Number("rounds", UsualRounds));
        var slice = arguments.Number("slice", UsualSlice);
        var config = Config(rounds, slice);
        return Task.FromResult(
            new QuestionResult
            {
                Name = Name,
                Title = "Inside the process",
                Command = arguments.Command,
                Machine = Machine.Here(postgres: null),
                Method =
                    $"BenchmarkDotNet, in one process. Medians of {rounds} iterations of {slice:F0} ms; no network, no server.",
                Tables =
                [
                    Table<ScopeBenchmarks>("Scopes and tokens", config),
                    Table<TextBenchmarks>("SQL text", config),
                ],
            }
        );
    }

    /// <summary>In this process: another would need the project's source, and a build of its own.</summary>
    private static ManualConfig Config(int rounds, double slice) =>
        ManualConfig
            .CreateEmpty()
            .AddJob(
                Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                    .WithIterationCount(rounds)
                    .WithIterationTime(TimeInterval.FromMilliseconds(slice))
            )
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Directory.CreateTempSubdirectory("ringfence-process-").FullName);

    private static ResultTable Table<TBenchmarks>(string title, ManualConfig config)
    {
        var summary = BenchmarkRunner.Run<TBenchmarks>(config);
        Directory.Delete(config.ArtifactsPath, recursive: true);
        return new()
        {
            Title = title,
            Measures = [Time, Measure.Allocated],
            Variants = [.. summary.Reports.Select(Variant)],
        };
    }

    private static VariantResult Variant(BenchmarkReport report) =>
        report.Success
            ? VariantResult.Of(
                report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
                (Time, [.. report.AllMeasurements.Where(IsResult).Select(one => one.Nanoseconds / one.Operations)]),
                (Measure.Allocated, [report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0])
            )
            : throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run.");

    private static bool IsResult(Measurement measurement) =>
        measurement is { IterationMode: BenchmarkDotNet.Engines.IterationMode.Workload }
        && measurement.IterationStage == BenchmarkDotNet.Engines.IterationStage.Result;
}
