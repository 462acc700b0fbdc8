using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Benchmarks.Measuring;

namespace Ringfence.Benchmarks.Questions;

/// <summary>What a question was asked with: <c>--name value</c>, and <c>--write</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values;

    private Arguments(string question, bool writes, Dictionary<string, string> values)
    {
        Question = question;
        Writes = writes;
        _values = values;
    }

    public string Question { get; }

    /// <summary>Whether the result is kept in <c>bench/results</c>.</summary>
    public bool Writes { get; }

    /// <summary>What reproduces the result.</summary>
    public string Command =>
        string.Concat(
            Environment.GetEnvironmentVariable("RINGFENCE_PG_MAJOR") is { Length: > 0 } major
                ? $"RINGFENCE_PG_MAJOR={major} "
                : "",
            $"bench/run {Question}",
            string.Concat(_values.Select(pair => $" --{pair.Key} {pair.Value}")),
            Writes ? " --write" : ""
        );

    /// <exception cref="UsageException">What stands there is not a name with a value, or stands there twice.</exception>
    public static Arguments Parse(IReadOnlyList<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var writes = false;
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i] == "--write")
            {
                writes = true;
                continue;
            }

            var isName = words[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < words.Count;
            if (!isName || !values.TryAdd(words[i][2..], words[++i]))
            {
                throw new UsageException($"'{words[i]}' is not an option with a value, or stands there twice.");
            }
        }

        return new(words.Count == 0 ? "" : words[0], writes, values);
    }

    /// <exception cref="UsageException">The question does not know one of them.</exception>
    public void RefuseAllBut(IEnumerable<string> known)
    {
        var names = known.ToImmutableArray();
        if (_values.Keys.Except(names, StringComparer.Ordinal).FirstOrDefault() is { } name)
        {
            throw new UsageException(
                $"{Question} takes no --{name}."
                    + (names.IsEmpty ? "" : $" It takes {string.Join(", ", names.Select(one => $"--{one}"))}.")
            );
        }
    }

    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>The parts of a list with commas between; all of the choices where the option is missing.</summary>
    /// <exception cref="UsageException">One is not among the choices.</exception>
    public ImmutableArray<string> Chosen(string name, IEnumerable<string> choices)
    {
        var all = choices.ToImmutableArray();
        var chosen = Find(name)?.Split(',', StringSplitOptions.TrimEntries).ToImmutableArray() ?? all;
        return chosen.Except(all, StringComparer.Ordinal).FirstOrDefault() is { } wrong
            ? throw new UsageException($"--{name} knows no '{wrong}', but {string.Join(", ", all)}.")
            : chosen;
    }

    /// <exception cref="UsageException">It is no number, or a negative one.</exception>
    public double Number(string name, double otherwise) =>
        Find(name) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"--{name} takes a number, not '{text}'.");

    /// <summary>How rounds are run: as the question's own options say, where the caller does not.</summary>
    public RoundOptions Rounds(RoundOptions otherwise) =>
        otherwise with
        {
            Rounds = Math.Max(1, (int)Number("rounds", otherwise.Rounds)),
            Slice = TimeSpan.FromMilliseconds(Number("slice", otherwise.Slice.TotalMilliseconds)),
        };
}
