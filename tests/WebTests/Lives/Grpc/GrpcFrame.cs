using System.Buffers.Binary;
using System.Text;

namespace WebTests.Lives.Grpc;

/// <summary>gRPC's framing: a byte for compression, four for the length, the message. Here the message is plain text.</summary>
internal static class GrpcFrame
{
    private const int Prefix = 5;

    public static byte[] Of(string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var frame = new byte[Prefix + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), text.Length);
        text.CopyTo(frame, Prefix);
        return frame;
    }

    /// <summary>The next message; null at the end of the stream.</summary>
    public static async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var prefix = new byte[Prefix];
        if (await stream.ReadAtLeastAsync(prefix, Prefix, throwOnEndOfStream: false, cancellationToken) < Prefix)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return Encoding.UTF8.GetString(message);
    }
}
