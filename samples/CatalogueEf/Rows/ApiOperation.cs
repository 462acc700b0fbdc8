namespace CatalogueEf.Rows;

internal sealed class ApiOperation
{
    public Guid Id { get; init; }

    public Guid VersionId { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }
}
