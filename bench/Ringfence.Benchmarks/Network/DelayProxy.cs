using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using PostgresTests.Proxy;

namespace Ringfence.Benchmarks.Network;

/// <summary>
/// Stands between client and server on the loopback address, understands nothing, and hands each chunk on half a round
/// trip after it came, in both directions: a network of a known length, without loss and of any width.
/// </summary>
internal sealed class DelayProxy : Relay
{
    private readonly BlockingCollection<Chunk> _underway = [];
    private readonly TimeSpan _oneWay;
    private readonly Thread _delivering;

    public DelayProxy(string host, int port, TimeSpan roundTrip)
        : base(host, port)
    {
        _oneWay = roundTrip / 2;
        _delivering = new(Deliver) { IsBackground = true, Name = "Delayed chunks" };
        _delivering.Start();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _underway.CompleteAdding();
        _delivering.Join();
        _underway.Dispose();
    }

    protected override Task TalkAsync(Socket client, Socket server) =>
        Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, Stop) is > 0 and var length)
            {
                var due = Stopwatch.GetTimestamp() + (long)(_oneWay.TotalSeconds * Stopwatch.Frequency);
                _underway.Add(new(due, to, buffer[..length]), Stop);
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
