using System.Collections.Immutable;
using System.Globalization;

namespace Ringfence.Catalog;

/// <summary>The queries that lie beside the records, as embedded. <c>Name.15.sql</c> is for servers from 15 on.</summary>
internal static class CatalogQuery
{
    private const string Ending = ".sql";

    /// <summary>All of them, as they are embedded.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(CatalogQuery)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string Text(Type beside, string name) => Text($"{beside.Namespace}.{name}{Ending}");

    public static string Text(string resource)
    {
        using var stream =
            typeof(CatalogQuery).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The first major version that has what the query reads; 0 for any.</summary>
    public static int FirstMajor(string resource) =>
        int.TryParse(resource.Split('.')[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : 0;
}
