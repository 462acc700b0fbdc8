using System.Runtime.CompilerServices;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Texts of queries with their binds in front. EF Core keeps the text of a query that it has translated, and gives the
/// same object to each of its commands: the bound text need not be written each time.
/// </summary>
/// <remarks>Threads: any. A text takes the place of another now and then, so that their number has a limit.</remarks>
internal sealed class BoundTexts
{
    private const int Places = 256;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>The text with its bind; null where it is not kept.</summary>
    /// <param name="text">The very object, since to compare long texts costs what is to be saved.</param>
    public string? Find(string text) =>
        Volatile.Read(ref _entries[Place(text)]) is { } entry && ReferenceEquals(entry.Text, text) ? entry.Bound : null;

    public void Keep(string text, string bound) => Volatile.Write(ref _entries[Place(text)], new(text, bound));

    private static int Place(string text) => RuntimeHelpers.GetHashCode(text) % Places;

    private sealed record Entry(string Text, string Bound);
}
