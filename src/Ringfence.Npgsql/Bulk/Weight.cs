using System.Runtime.CompilerServices;

namespace Ringfence.Npgsql.Bulk;

/// <summary>What values weigh on the wire, roughly, so that a batch of large ones is sent early.</summary>
internal static class Weight
{
    private const int Small = 8;

    public static int Of<TValue>(TValue value) =>
        typeof(TValue).IsValueType
            ? Small + Unsafe.SizeOf<TValue>()
            : value switch
            {
                string text => Small + text.Length,
                byte[] bytes => Small + bytes.Length,
                ReadOnlyMemory<byte> bytes => Small + bytes.Length,
                Array array => Small + (array.Length * Small),
                _ => Small,
            };
}
