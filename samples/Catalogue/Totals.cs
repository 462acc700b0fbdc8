namespace Catalogue;

internal sealed record Totals(long Apis, long Versions, long Operations);
