namespace CatalogueEf.Endpoints;

internal sealed record Totals(int Apis, int Versions, int Operations);
