using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WebTests.Database;

namespace WebTests.Lives;

public sealed class WebSocketTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_WebSocket_keeps_its_tenant()
    {
        await using var service = await LifeService.StartAsync(postgres, map: app => app.Map("/socket", AnswerAsync));

        await Interleaving.HoldsAsync(service, tenant => WebSocketLife.OpenAsync(service, tenant));
    }

    private static async Task AnswerAsync(HttpContext context, Notes notes)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16];
        try
        {
            while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).CloseStatus is null)
            {
                var seen = Encoding.UTF8.GetBytes(await notes.ReadAsync());
                await socket.SendAsync(seen, WebSocketMessageType.Text, true, context.RequestAborted);
            }
        }
        catch (WebSocketException) when (socket.State == WebSocketState.Aborted)
        {
            // The test has what it wanted, and hung up.
        }
    }
}
