using System.Collections.Immutable;

namespace Conventions.Tidy;

/// <summary>The conventions that look at one C# file at a time, by name. A new one is a file and a line here.</summary>
internal static class TidyConventions
{
    public static ImmutableSortedDictionary<string, Func<SourceFile, IEnumerable<string>>> All { get; } =
        new Dictionary<string, Func<SourceFile, IEnumerable<string>>>(StringComparer.Ordinal)
        {
            ["ceilings"] = Ceilings.Violations,
            ["clutter"] = Clutter.Violations,
            ["field names"] = FieldNames.Violations,
            ["handling"] = Handling.Violations,
            ["layout"] = Layout.Violations,
            ["names"] = Names.Violations,
            ["pragmas"] = Pragmas.Violations,
            ["words"] = Words.Violations,
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
