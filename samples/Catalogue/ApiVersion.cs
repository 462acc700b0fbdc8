namespace Catalogue;

internal sealed record ApiVersion(Guid Id, Guid ApiId, string Label);
