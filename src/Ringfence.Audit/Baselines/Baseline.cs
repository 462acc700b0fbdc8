using System.Collections.Immutable;
using System.Text.Json;
using Ringfence.Audit.Reports;

namespace Ringfence.Audit.Baselines;

/// <summary>
/// The findings that were there when a team began to audit. They are known, and fail no run; what is mended leaves the
/// baseline with the next run and is found again if it comes back.
/// </summary>
internal sealed class Baseline
{
    private const int Version = 1;

    private readonly ImmutableHashSet<FindingKey> _keys;

    private readonly ImmutableHashSet<(string Rule, string Object)> _objects;

    private Baseline(IEnumerable<FindingKey> keys)
    {
        _keys = [.. keys];
        _objects = [.. _keys.Select(static key => (key.Rule, key.Object))];
    }

    public int Count => _keys.Count;

    public bool Has(Finding finding) => _keys.Contains(finding.Key);

    /// <summary>Whether a finding of the rule at the object is known, whichever part of it that is.</summary>
    public bool Has(Rule rule, AuditObject @object) => _objects.Contains((rule.Id, @object.ToString()));

    /// <summary>
    /// All findings of now that nobody suppressed; of what was known besides, the part that this run says nothing of.
    /// </summary>
    public static Baseline Of(AuditResult result, Baseline? before) =>
        new(
            result
                .Findings.Where(judged => judged.State != FindingState.Suppressed)
                .Select(judged => judged.Finding.Key)
                .Concat(before?.Shrink(result)._keys ?? [])
        );

    /// <summary>
    /// Without the findings that are gone. A rule that did not run says nothing of its own, and where a part of the
    /// database was not seen nothing is known to be gone.
    /// </summary>
    public Baseline Shrink(AuditResult result)
    {
        if (!result.Unseen.IsEmpty)
        {
            return this;
        }

        var ran = result.Rules.Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        // What could not be decided this time may be there still.
        var unsure = result.Undecided.Select(u => (u.Rule.Id, u.Object.ToString())).ToHashSet();
        var found = result.Findings.Select(judged => judged.Finding.Key).ToHashSet();
        return new(
            _keys.Where(key =>
                found.Contains(key) || !ran.Contains(key.Rule) || unsure.Contains((key.Rule, key.Object))
            )
        );
    }

    public static Baseline Parse(string text, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.GetProperty("version").GetInt32() != Version)
            {
                throw new BaselineInvalidException(file, "it is of another version of Ringfence");
            }

            return new(
                json.RootElement.GetProperty("findings")
                    .EnumerateArray()
                    .Select(entry => new FindingKey(Text(entry, "rule"), Text(entry, "object"), Text(entry, "part")))
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BaselineInvalidException(file, "it is not what --update-baseline writes", e);
        }
    }

    /// <summary>Sorted, so that what two branches mended merges.</summary>
    public string Render()
    {
        using var text = new StringWriter { NewLine = "\n" };
        JsonText.Write(
            text,
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("version", Version);
                json.WriteStartArray("findings");
                foreach (var key in FindingKey.Sort(_keys))
                {
                    json.WriteStartObject();
                    json.WriteString("rule", key.Rule);
                    json.WriteString("object", key.Object);
                    json.WriteString("part", key.Part);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        );
        return text.ToString();
    }

    private static string Text(JsonElement entry, string name) =>
        entry.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");
}
