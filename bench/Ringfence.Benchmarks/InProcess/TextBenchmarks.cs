using BenchmarkDotNet.Attributes;
using Ringfence.Npgsql;
using Ringfence.Sql;

namespace Ringfence.Benchmarks.InProcess;

/// <summary>What it costs to read a statement's text. BenchmarkDotNet wants a public class that is not sealed.</summary>
public class TextBenchmarks
{
    private const string Point = "select a.name from api as a where a.id = $1";

    private static readonly string Long =
        $"select a.name from api as a where a.id in ({string.Join(", ", Enumerable.Range(1, 1000))})";

    private static readonly string Commented =
        "/* a report */ select a.name, 'it''s; quoted' as note -- by key;\nfrom api as a where a.id = $1;";

    private static readonly string Several = string.Concat(
        Enumerable.Range(1, 20).Select(n => $"update api as a set name = @name{n} where a.id = @id{n};\n")
    );

    [Benchmark(Description = "read a plain statement")]
    public bool ReadPoint() => SqlText.Read(Point).Several;

    [Benchmark(Description = "read a statement of 1,000 numbers")]
    public bool ReadLong() => SqlText.Read(Long).Several;

    [Benchmark(Description = "read a statement with comments and quotes")]
    public bool ReadCommented() => SqlText.Read(Commented).Several;

    [Benchmark(Description = "read a text of 20 statements")]
    public bool ReadSeveral() => SqlText.Read(Several).Several;

    [Benchmark(Description = "put a bind into a text of 20 statements")]
    public string BindSeveral() => BoundText.Of(Several, "ringfence_bind", clean: null);
}
