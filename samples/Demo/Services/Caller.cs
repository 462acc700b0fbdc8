namespace Demo.Services;

/// <summary>Somebody who calls a service.</summary>
/// <param name="Name">As the walk calls them.</param>
/// <param name="Token">The JWT they send; null for none.</param>
internal sealed record Caller(string Name, string? Token);
