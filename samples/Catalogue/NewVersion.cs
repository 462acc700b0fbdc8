namespace Catalogue;

internal sealed record NewVersion(string Label);
