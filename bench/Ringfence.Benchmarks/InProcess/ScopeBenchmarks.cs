using BenchmarkDotNet.Attributes;
using Ringfence.Signing;

namespace Ringfence.Benchmarks.InProcess;

/// <summary>What a statement's tenant costs before anything is sent. BenchmarkDotNet wants a public class that is not sealed.</summary>
public class ScopeBenchmarks
{
    private const string Backend = "4711@10.0.0.7:51234";

    private readonly SigningKey _key = SigningKey.Parse($"rfk1.1.{new string('A', 43)}");
    private readonly Guid _id = Guid.Parse("00000000-0000-4000-8000-000000000001");
    private readonly TenantId _tenant = TenantId.From(Guid.Parse("00000000-0000-4000-8000-000000000001"));
    private readonly DateTimeOffset _expires = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Benchmark(Description = "make a tenant id of a uuid")]
    public TenantId MakeTenantId() => TenantId.From(_id);

    [Benchmark(Description = "enter a scope and leave it")]
    public void Scope() => TenantScope.Enter(_tenant).Dispose();

    [Benchmark(Description = "sign a token")]
    public string Sign() => _key.Sign(_tenant, _expires, Backend);
}
