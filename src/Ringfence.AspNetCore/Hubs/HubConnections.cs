using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Ringfence.AspNetCore.Hubs;

/// <summary>
/// Whose the open hub connections are. A connection may be served by many requests: polls, posts, a reconnect. Each of
/// them names it by a token, and must come from the tenant that opened it.
/// </summary>
internal sealed class HubConnections
{
    private static readonly object TenantKey = new();

    private readonly ConcurrentDictionary<string, TenantId> _tenants = new(StringComparer.Ordinal);

    /// <summary>Leaves the tenant where the copy of the request that SignalR makes for long polling has it too.</summary>
    public static void Leave(HttpContext context, ITenantFeature feature)
    {
        if (IsHub(context))
        {
            context.Items[TenantKey] = feature;
        }
    }

    /// <summary>The tenant of the request that a connection was opened by; null where it runs without one.</summary>
    public static ITenantFeature? Find(HttpContext context) => context.Items[TenantKey] as ITenantFeature;

    /// <summary>
    /// What the connection is to be closed by, null where no other request can name it: the request itself may have ended
    /// by then, and its memory may hold another one.
    /// </summary>
    public string? Open(HttpContext context, TenantId tenant)
    {
        if (FindToken(context) is not { } token)
        {
            return null;
        }

        _tenants[token] = tenant;
        return token;
    }

    public void Close(string? token)
    {
        if (token is not null)
        {
            _tenants.TryRemove(token, out _);
        }
    }

    /// <summary>
    /// Whether the request is about a connection that another tenant has opened, by whatever endpoint: SignalR looks for
    /// a token among the connections of all hubs, of those too that need no tenant.
    /// </summary>
    public bool IsForeign(HttpContext context, TenantId? tenant) =>
        !_tenants.IsEmpty
        && FindToken(context) is { } token
        && _tenants.TryGetValue(token, out var owner)
        && owner != tenant;

    private static bool IsHub(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    // As SignalR reads it. A WebSocket that came without negotiation has none, and no other request can name it.
    private static string? FindToken(HttpContext context) =>
        context.Request.Query["id"].ToString() is { Length: > 0 } token ? token : null;
}
