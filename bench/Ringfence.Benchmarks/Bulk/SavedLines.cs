namespace Ringfence.Benchmarks.Bulk;

/// <summary>Rows as entities, which EF Core inserts by batches of statements.</summary>
internal static class SavedLines
{
    /// <summary>Saves them, and disposes the context.</summary>
    public static async Task<long> SaveAsync(LineContext context, int count)
    {
        await using var _ = context;
        context.AddRange(LineTable.Rows(count));
        return await context.SaveChangesAsync();
    }
}
