namespace CatalogueEf.Rows;

/// <summary>An API. The class knows nothing of tenants; its table, and the keys in it, do.</summary>
internal sealed class Api
{
    public Guid Id { get; init; }

    public required string Name { get; set; }

    public required string Host { get; set; }

    public List<ApiVersion> Versions { get; } = [];
}
