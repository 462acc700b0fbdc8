using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Telemetry;

/// <summary>The page that lists what can be seen of a service, against the code that shows it.</summary>
internal static partial class ObservabilityPage
{
    public const string Path = "docs/observability.md";

    /// <summary>The first cells of the table under a heading, without their backquotes.</summary>
    public static IReadOnlySet<string> FirstColumn(string page, string heading)
    {
        var start = page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var section = start < 0 ? "" : page[start..(end < 0 ? page.Length : end)];
        return Row.Matches(section).Skip(2).Select(row => row.Groups["cell"].Value.Trim('`')).ToHashSet();
    }

    /// <summary>The values of a class's constants.</summary>
    public static IReadOnlySet<string> Constants(Type names) =>
        names
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToHashSet();

    /// <summary>The event ids of all generated log methods of the product.</summary>
    public static IReadOnlySet<string> Events(IEnumerable<SourceFile> files) =>
        files
            .Where(file => file.IsProduct)
            .SelectMany(file => file.All<AttributeArgumentSyntax>())
            .Where(argument => argument.NameEquals?.Name.Identifier.Text == "EventId")
            .Select(argument => argument.Expression.ToString())
            .ToHashSet();

    [GeneratedRegex(@"^\| *(?<cell>[^|]*?) *\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row { get; }
}
