namespace Ringfence.AspNetCore.Refusals;

/// <summary>Why a request does not run, as the caller is told: never with a value that the caller sent.</summary>
internal sealed record Refusal(string Code, int Status, string Detail);
