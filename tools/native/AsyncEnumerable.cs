namespace System.Linq;

/// <summary>What .NET 9 lacks of .NET 10, for native.targets alone.</summary>
internal static class AsyncEnumerable
{
    public static async IAsyncEnumerable<T> ToAsyncEnumerable<T>(this IEnumerable<T> source)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in source)
        {
            yield return item;
        }
    }
}
