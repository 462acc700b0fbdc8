namespace Ringfence.Benchmarks.Contexts;

internal sealed class Version
{
    public long Id { get; set; }

    public Guid TenantId { get; set; }

    public long ApiId { get; set; }

    public int Number { get; set; }

    public List<Operation> Operations { get; } = [];
}
