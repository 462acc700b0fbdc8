namespace Catalogue;

internal sealed record Api(Guid Id, string Name, string Host);
