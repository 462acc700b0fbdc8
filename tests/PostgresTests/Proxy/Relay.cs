using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PostgresTests.Proxy;

/// <summary>Listens on the loopback address, and has a connection of its own to the server for each client.</summary>
internal abstract class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly Task _accepting;

    protected Relay(string host, int port)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(host, port);
    }

    public int Port { get; }

    /// <summary>Ends when the relay is disposed.</summary>
    protected CancellationToken Stop => _stop.Token;

    public virtual async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _stop.Dispose();
        _listener.Dispose();
    }

    /// <summary>Hands on what is said until one of the ends is gone.</summary>
    protected abstract Task TalkAsync(Socket client, Socket server);

    private async Task AcceptAsync(string host, int port)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _clients.Add(ServeAsync(client, host, port));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client, string host, int port)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(host, port, _stop.Token);
                await TalkAsync(client, server);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One of the ends is gone, and the other goes with it.
            }
        }
    }
}
