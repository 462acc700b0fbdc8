using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ringfence.Benchmarks.Network;

/// <summary>
/// Stands between client and server on the loopback address, understands nothing, and hands each chunk on half a round
/// trip after it came, in both directions: a network of a known length, without loss and of any width.
/// </summary>
internal sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly BlockingCollection<Chunk> _underway = [];
    private readonly TimeSpan _oneWay;
    private readonly Thread _delivering;
    private readonly Task _accepting;

    public DelayProxy(string host, int port, TimeSpan roundTrip)
    {
        _oneWay = roundTrip / 2;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _delivering = new(Deliver) { IsBackground = true, Name = "Delayed chunks" };
        _delivering.Start();
        _accepting = AcceptAsync(host, port);
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _underway.CompleteAdding();
        _delivering.Join();
        _underway.Dispose();
        _stop.Dispose();
        _listener.Dispose();
    }

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
            await server.ConnectAsync(host, port, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var length)
            {
                var due = Stopwatch.GetTimestamp() + (long)(_oneWay.TotalSeconds * Stopwatch.Frequency);
                _underway.Add(new(due, to, buffer[..length]), _stop.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the ends is gone, and the other goes with it.
        }
    }

    /// <summary>All chunks wait equally long, so that they are due in the order in which they came.</summary>
    private void Deliver()
    {
        foreach (var chunk in _underway.GetConsumingEnumerable())
        {
            PreciseWait.Until(chunk.Due);
            try
            {
                chunk.To.Send(chunk.Bytes);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has gone while this was under way.
            }
        }
    }

    private sealed record Chunk(long Due, Socket To, byte[] Bytes);
}
