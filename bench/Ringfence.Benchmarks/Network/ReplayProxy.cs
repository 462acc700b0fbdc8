using System.Buffers.Binary;
using System.Net.Sockets;
using PostgresTests.Proxy;

namespace Ringfence.Benchmarks.Network;

/// <summary>
/// Stands between client and server, and learns what the server answers to what the client sends in one flight. Once it
/// replays, it gives those answers itself: what is left is the client's own work. What it has not heard yet it still asks
/// the server, and learns. For one use of a connection at a time.
/// </summary>
internal sealed class ReplayProxy(string host, int port) : Relay(host, port)
{
    private const int AuthenticationOk = 0;
    private const int SaslFinal = 12;

    private long _asked;

    /// <summary>Whether it answers what it has learnt on the same connection.</summary>
    public bool Replays { get; set; }

    /// <summary>How many flights the server has been asked.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    protected override async Task TalkAsync(Socket client, Socket server)
    {
        var answers = new List<(byte[] Asked, byte[] Answer)>();
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer, Stop) is > 0 and var length)
        {
            if (Replays && Find(answers, buffer.AsSpan(0, length)) is { } known)
            {
                await client.SendAsync(known, Stop);
                continue;
            }

            var asked = buffer[..length];
            if (await AskAsync(server, asked) is not { } answer)
            {
                return;
            }

            answers.Add((asked, answer));
            await client.SendAsync(answer, Stop);
        }
    }

    /// <summary>What was heard last counts: an earlier answer may have been of another state of the session.</summary>
    private static byte[]? Find(List<(byte[] Asked, byte[] Answer)> answers, ReadOnlySpan<byte> asked)
    {
        for (var i = answers.Count - 1; i >= 0; i--)
        {
            if (asked.SequenceEqual(answers[i].Asked))
            {
                return answers[i].Answer;
            }
        }

        return null;
    }

    /// <summary>Null where the server says no more.</summary>
    private async Task<byte[]?> AskAsync(Socket server, byte[] asked)
    {
        Interlocked.Increment(ref _asked);
        var turns = Turns(asked);
        await server.SendAsync(asked, Stop);
        var answer = new byte[64 * 1024];
        var length = 0;
        do
        {
            if (length == answer.Length)
            {
                Array.Resize(ref answer, 2 * length);
            }

            var received = await server.ReceiveAsync(answer.AsMemory(length), Stop);
            if (received == 0)
            {
                return null;
            }

            length += received;
        } while (EndedTurns(answer.AsSpan(0, length)) < turns);

        return answer[..length];
    }

    /// <summary>
    /// How often the server will say that it waits for the client: once for each query and each sync, of which a reset that
    /// travels with a command has its own, and once for what a login says (PostgreSQL's documentation, chapter 55).
    /// </summary>
    private static int Turns(ReadOnlySpan<byte> asked)
    {
        if (asked[0] is 0 or (byte)'p')
        {
            return 1;
        }

        var turns = 0;
        for (; asked.Length >= 5; asked = asked[(1 + BinaryPrimitives.ReadInt32BigEndian(asked[1..]))..])
        {
            turns += asked[0] is (byte)'Q' or (byte)'S' ? 1 : 0;
        }

        return turns;
    }

    /// <summary>How often it has said so; none while a message is incomplete.</summary>
    private static int EndedTurns(ReadOnlySpan<byte> messages)
    {
        var turns = 0;
        while (messages.Length >= 5)
        {
            var size = 1 + BinaryPrimitives.ReadInt32BigEndian(messages[1..]);
            if (messages.Length < size)
            {
                return 0;
            }

            turns += messages[0] switch
            {
                (byte)'Z' => 1,
                (byte)'R'
                    when BinaryPrimitives.ReadInt32BigEndian(messages[5..]) is not (AuthenticationOk or SaslFinal) => 1,
                _ => 0,
            };
            messages = messages[size..];
        }

        return messages.IsEmpty ? turns : 0;
    }
}
