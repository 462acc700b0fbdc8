namespace Catalogue;

internal sealed record ApiOperation(string Label, string Method, string Path);
