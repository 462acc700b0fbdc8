namespace CatalogueEf.Endpoints;

internal sealed record NewVersion(string Label);
