namespace Ringfence.Benchmarks.Contexts;

internal sealed class Api
{
    public long Id { get; set; }

    public Guid TenantId { get; set; }

    public required string Name { get; set; }

    public List<Version> Versions { get; } = [];
}
