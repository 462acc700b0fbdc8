namespace Ringfence.Benchmarks.Contexts;

internal sealed class Operation
{
    public long Id { get; set; }

    public Guid TenantId { get; set; }

    public long VersionId { get; set; }

    public required string Path { get; set; }
}
