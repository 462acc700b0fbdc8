namespace WebTests.Resolvers;

internal sealed record HeaderName(string Value);
