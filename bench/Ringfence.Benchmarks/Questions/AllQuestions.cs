using System.Collections.Immutable;
using Ringfence.Benchmarks.Allocations;
using Ringfence.Benchmarks.Bindings;
using Ringfence.Benchmarks.Bulk;
using Ringfence.Benchmarks.Catalogs;
using Ringfence.Benchmarks.Contexts;
using Ringfence.Benchmarks.Fairness;
using Ringfence.Benchmarks.Growth;
using Ringfence.Benchmarks.InProcess;
using Ringfence.Benchmarks.Policy;

namespace Ringfence.Benchmarks.Questions;

internal static class AllQuestions
{
    public static ImmutableArray<IQuestion> List { get; } =
    [
        new BindingQuestion(),
        new ContextReadQuestion(),
        new BulkInsertQuestion(),
        new AllocationsQuestion(),
        new ProcessQuestion(),
        new NoisyNeighbourQuestion(),
        new ManyTablesQuestion(),
        new PolicyQuestion(),
        new GrowthQuestion(),
        new CrowdQuestion(),
        new MemoryQuestion(),
    ];
}
