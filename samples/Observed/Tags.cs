namespace Observed;

/// <summary>Tags as text. The driver's span holds the text of the SQL, which is long; ours never does.</summary>
internal static class Tags
{
    private const string Sql = "db.query.text";

    public static string Of(IEnumerable<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.Where(tag => tag.Key != Sql).Select(tag => $"{tag.Key}={tag.Value}"));
}
