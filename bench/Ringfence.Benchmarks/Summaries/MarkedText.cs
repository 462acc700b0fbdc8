namespace Ringfence.Benchmarks.Summaries;

/// <summary>The part of a Markdown file between two comments that name it.</summary>
internal static class MarkedText
{
    /// <exception cref="InvalidOperationException">The file has no such part.</exception>
    public static async Task ReplaceAsync(string file, string name, string text)
    {
        var before = $"<!-- {name}: written by bench/run table --write -->\n";
        var after = $"<!-- end of {name} -->";
        var whole = await File.ReadAllTextAsync(file);
        var start = whole.IndexOf(before, StringComparison.Ordinal);
        var end = whole.IndexOf(after, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new InvalidOperationException($"{file} has no part '{name}' between its two comments.");
        }

        await File.WriteAllTextAsync(file, $"{whole[..(start + before.Length)]}\n{text}\n{whole[end..]}");
    }
}
