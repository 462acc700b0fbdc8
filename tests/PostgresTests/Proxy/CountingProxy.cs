using System.Net.Sockets;
using System.Text;

namespace PostgresTests.Proxy;

/// <summary>
/// Stands between client and server, understands nothing, and counts the client's flights: bursts of bytes that the
/// client sends after it last heard from the server. A flight is what costs a round trip.
/// </summary>
internal sealed class CountingProxy(string host, int port) : Relay(host, port)
{
    private readonly StringBuilder _sent = new();
    private int _flights;
    private long _bytes;

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

    protected override Task TalkAsync(Socket client, Socket server)
    {
        var heard = new Turn();
        return Task.WhenAny(
            PumpAsync(client, server, bytes => Sent(heard, bytes)),
            PumpAsync(server, client, _ => Volatile.Write(ref heard.Value, 1))
        );
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

    private async Task PumpAsync(Socket from, Socket to, Action<ReadOnlyMemory<byte>> count)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, Stop) is > 0 and var length)
            {
                count(buffer.AsMemory(0, length));
                await to.SendAsync(buffer.AsMemory(0, length), Stop);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
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
