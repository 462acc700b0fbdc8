using Microsoft.AspNetCore.Http;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>A source as the options chose it.</summary>
/// <param name="Source">Where to look.</param>
/// <param name="Presence">Whether a request may come without it.</param>
/// <param name="IsMember">Whether the caller belongs to the tenant; null where the source itself has vouched for it.</param>
internal sealed record ChosenSource(
    ITenantSource Source,
    SourcePresence Presence,
    Func<HttpContext, TenantId, ValueTask<bool>>? IsMember
);
