using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PostgresTests.Proxy;

/// <summary>
/// Stands between client and server, understands nothing, and counts the client's flights: bursts of bytes that the
/// client sends after it last heard from the server. A flight is what costs a round trip.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _clients = [];
    private readonly Task _accepting;
    private readonly StringBuilder _sent = new();
    private int _flights;
    private long _bytes;

    public CountingProxy(string host, int port)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(host, port);
    }

    public int Port { get; }

    public int Flights => Volatile.Read(ref _flights);

    /// <summary>From clients to the server.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether a client has sent the text, in whatever message.</summary>
    public bool HasSent(string text)
    {
        lock (_sent)
        {
            return _sent.ToString().Contains(text, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>How many flights the work took.</summary>
    public async Task<int> CountAsync(Func<Task> work)
    {
        var before = Flights;
        await work();
        return Flights - before;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync(string host, int port)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _clients.Add(ServeAsync(client, host, port));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client, string host, int port)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(host, port, _stop.Token);
            var heard = new Turn();
            await Task.WhenAny(
                PumpAsync(client, server, bytes => Sent(heard, bytes)),
                PumpAsync(server, client, _ => Volatile.Write(ref heard.Value, 1))
            );
        }
    }

    private void Sent(Turn heard, ReadOnlyMemory<byte> bytes)
    {
        lock (_sent)
        {
            _sent.Append(Encoding.Latin1.GetString(bytes.Span));
        }

        Interlocked.Add(ref _bytes, bytes.Length);
        if (Interlocked.Exchange(ref heard.Value, 0) == 1)
        {
            Interlocked.Increment(ref _flights);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> count)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var length)
            {
                count(buffer.AsMemory(0, length));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the ends is gone, and the other goes with it.
        }
    }

    /// <summary>Whether the server was heard since the client last sent; it starts as if it had been.</summary>
    private sealed class Turn
    {
        public int Value = 1;
    }
}
