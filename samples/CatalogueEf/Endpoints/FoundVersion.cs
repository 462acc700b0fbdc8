namespace CatalogueEf.Endpoints;

internal sealed record FoundVersion(Guid Id, Guid ApiId, string Label);
