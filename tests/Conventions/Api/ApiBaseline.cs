namespace Conventions.Api;

/// <summary>The checked-in text of a library's API. Whoever changes the API accepts the change at a desk, in a diff.</summary>
internal sealed class ApiBaseline(string path, bool accept, bool continuousIntegration)
{
    public const string AcceptVariable = "RINGFENCE_ACCEPT_API";

    private const string HowTo = $"To accept: {AcceptVariable}=1 dotnet run --project tests/Conventions";

    public IEnumerable<string> Violations(string actual)
    {
        if (accept && continuousIntegration)
        {
            return [$"{path}: {AcceptVariable} is refused in CI: a change of the API is accepted at a desk"];
        }

        if (accept)
        {
            File.WriteAllText(path, actual);
            return [];
        }

        if (!File.Exists(path))
        {
            return [$"{path} is missing. {HowTo}"];
        }

        var expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        return expected == actual
            ? []
            : [$"{path} differs. {HowTo}\n{string.Join('\n', Difference(expected, actual))}"];
    }

    private static IEnumerable<string> Difference(string expected, string actual)
    {
        var before = Members(expected);
        var after = Members(actual);
        var changes = before
            .Except(after)
            .Select(line => (line, Sign: '-'))
            .Concat(after.Except(before).Select(line => (line, Sign: '+')))
            .ToList();

        return changes.Count == 0
            ? ["  the lines are the same in another order"]
            : changes.GroupBy(change => change.line.Type, StringComparer.Ordinal).SelectMany(Block);

        static IEnumerable<string> Block(IGrouping<string, ((string Type, string Text) line, char Sign)> type)
        {
            var lines = type.Select(change => $"  {change.Sign} {change.line.Text}");
            return type.Any(change => change.line.Text == type.Key) ? lines : lines.Prepend($"  {type.Key}");
        }
    }

    // A line means nothing without its type: two types may both have a "Dispose".
    private static List<(string Type, string Text)> Members(string text)
    {
        var type = "";
        var lines = new List<(string, string)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            lines.Add((type, line.Trim()));
        }

        return lines;
    }
}
