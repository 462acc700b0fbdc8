using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ringfence.AspNetCore.Hubs;

/// <summary>
/// Runs a hub connection, from its first message to its last, in a scope of its own: the scope of the request that opened
/// it ends with that request, which is long before the connection under long polling and after a reconnect.
/// </summary>
/// <remarks>
/// A filter around invocations would not do: a stream that a hub method returns is read after the method has returned.
/// </remarks>
internal sealed class TenantHubConnectionHandler<
    [DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods
    )]
        THub
>(
    HubConnections connections,
    HubLifetimeManager<THub> lifetimes,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> all,
    IOptions<HubOptions<THub>> own,
    ILoggerFactory loggers,
    IUserIdProvider users,
    IServiceScopeFactory scopes
) : HubConnectionHandler<THub>(lifetimes, protocols, all, own, loggers, users, scopes)
    where THub : Hub
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var context = connection.GetHttpContext();
        if (context is null || HubConnections.Find(context) is not { } feature)
        {
            await base.OnConnectedAsync(connection).ConfigureAwait(false);
            return;
        }

        connection.Features.Set(feature);
        context.Features.Set(feature);
        var token = connections.Open(context, feature.Tenant);
        try
        {
            using (TenantScope.Enter(feature.Tenant))
            {
                await base.OnConnectedAsync(connection).ConfigureAwait(false);
            }
        }
        finally
        {
            connections.Close(token);
        }
    }
}
