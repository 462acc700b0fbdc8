using System.Runtime.CompilerServices;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Texts of queries with their binds in front. EF Core keeps the text of a query that it has translated, and gives the
/// same object to each of its commands: the bound text need not be written each time. It is the same for all tenants and
/// databases, and so for all contexts of the process.
/// </summary>
/// <remarks>
/// Threads: any. A text takes the place of another now and then, and a long one is not kept, so that what they take has a
/// limit: there are texts that EF Core writes anew for each command, with values in them.
/// </remarks>
internal sealed class BoundTexts
{
    private const int Places = 512;
    private const int Longest = 8192;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>With a bind alone.</summary>
    public static BoundTexts Bound { get; } = new();

    /// <summary>With what takes away first what SQL has prepared.</summary>
    public static BoundTexts Cleaning { get; } = new();

    /// <summary>The text with its bind; null where it is not kept.</summary>
    /// <param name="text">The very object, since to compare long texts costs what is to be saved.</param>
    public string? Find(string text) =>
        Volatile.Read(ref _entries[Place(text)]) is { } entry && ReferenceEquals(entry.Text, text) ? entry.Bound : null;

    public void Keep(string text, string bound)
    {
        if (text.Length <= Longest)
        {
            Volatile.Write(ref _entries[Place(text)], new(text, bound));
        }
    }

    private static int Place(string text) => RuntimeHelpers.GetHashCode(text) % Places;

    private sealed record Entry(string Text, string Bound);
}
