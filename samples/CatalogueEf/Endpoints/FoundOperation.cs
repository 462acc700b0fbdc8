namespace CatalogueEf.Endpoints;

internal sealed record FoundOperation(string Label, string Method, string Path);
