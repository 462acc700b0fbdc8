namespace CatalogueEf.Endpoints;

internal sealed record FoundApi(Guid Id, string Name, string Host);
