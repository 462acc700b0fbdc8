namespace CatalogueEf.Rows;

internal sealed class ApiVersion
{
    public Guid Id { get; init; }

    public Guid ApiId { get; init; }

    public required string Label { get; init; }

    public List<ApiOperation> Operations { get; } = [];
}
