using System.Text;
using System.Text.Json;

namespace Ringfence.Catalog.Manifests;

/// <summary>
/// Changes a JSON text with comments at a few places and leaves every other byte as it is. Its places are those of the text
/// before the changes.
/// </summary>
internal sealed class JsonEdit(byte[] json)
{
    private const string Indent = "  ";

    private readonly List<(int Start, int End, string Text)> _changes = [];
    private readonly string _newLine = json.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";

    /// <summary>Puts another text in place of a value.</summary>
    public void Replace(JsonValue value, string text) => _changes.Add((value.Start, value.End, text));

    /// <summary>
    /// Adds properties at an object's end, behind whatever comment stands there, so that no comment comes to stand by another
    /// property than before. Lines of a text are indented as deep as the property is.
    /// </summary>
    public void Add(JsonValue target, IReadOnlyCollection<(string Name, string Text)> members)
    {
        if (members.Count == 0)
        {
            return;
        }

        var close = target.End - 1;
        var inner = MemberIndent(target);
        var contentEnd = target.Start + 1;
        var hasComma = true;
        if (target.Members.Count > 0)
        {
            var last = target.Members[^1].Value.End;
            hasComma = FindComma(last, close);
            if (!hasComma)
            {
                _changes.Add((last, last, ","));
            }
        }

        contentEnd = LastContent(target, contentEnd, close);
        var isInline =
            target.Members.Count > 0
            && json.AsSpan(target.Start, target.End - target.Start).IndexOf((byte)'\n') < 0
            && members.All(member => !member.Text.Contains('\n', StringComparison.Ordinal));
        var gap = isInline ? " " : _newLine + inner;
        var lines = members.Select(member => $"{gap}{Quoted(member.Name)}: {Indented(member.Text, inner)}");
        var text = string.Join(',', lines) + (hasComma && target.Members.Count > 0 ? "," : "");
        var closesInLine = !isInline && json.AsSpan(contentEnd, close - contentEnd).IndexOf((byte)'\n') < 0;
        _changes.Add((contentEnd, contentEnd, closesInLine ? $"{text}{_newLine}{OwnIndent(target)}" : text));
    }

    /// <summary>The text with all changes made.</summary>
    public byte[] Apply()
    {
        using var result = new MemoryStream();
        var from = 0;
        foreach (var (start, end, text) in _changes.OrderBy(change => change.Start).ThenBy(change => change.End))
        {
            result.Write(json.AsSpan(from, start - from));
            result.Write(Encoding.UTF8.GetBytes(text));
            from = end;
        }

        result.Write(json.AsSpan(from));
        return result.ToArray();
    }

    /// <summary>A text as JSON writes it, but for what JSON need not escape.</summary>
    public static string Quoted(string text) =>
        $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private string Indented(string text, string indent) =>
        text.Replace("\n", _newLine + indent, StringComparison.Ordinal);

    private bool FindComma(int from, int to)
    {
        for (var i = from; i < to; i = SkipComment(i, to) is var next && next > i ? next : i + 1)
        {
            if (json[i] == ',')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the last thing inside ends: a value, a comma or a comment.</summary>
    private int LastContent(JsonValue target, int start, int close)
    {
        var end = target.Members.Count > 0 ? target.Members[^1].Value.End : start;
        for (var i = end; i < close; )
        {
            var next = SkipComment(i, close);
            if (next > i)
            {
                end = i = next;
                continue;
            }

            i++;
            end = json[i - 1] == ',' ? i : end;
        }

        return end;
    }

    /// <summary>Past the comment that begins here, without its line's end; the same place where none does.</summary>
    private int SkipComment(int at, int to)
    {
        var rest = json.AsSpan(at, to - at);
        if (rest.StartsWith("//"u8))
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            return end < 0 ? to : at + end;
        }

        return rest.StartsWith("/*"u8) ? at + rest.IndexOf("*/"u8) + 2 : at;
    }

    private string MemberIndent(JsonValue target) =>
        target.Members.Count > 0 && LineIndent(target.Members[^1].Start) is { } indent
            ? indent
            : OwnIndent(target) + Indent;

    /// <summary>How far the line is indented that an object begins in.</summary>
    private string OwnIndent(JsonValue target)
    {
        var lineStart = json.AsSpan(0, target.Start).LastIndexOf((byte)'\n') + 1;
        var line = json.AsSpan(lineStart, target.Start - lineStart);
        var length = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return Encoding.UTF8.GetString(line[..(length < 0 ? line.Length : length)]);
    }

    /// <summary>How far it is indented; null where it does not begin its line.</summary>
    private string? LineIndent(int at)
    {
        var lineStart = json.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var before = json.AsSpan(lineStart, at - lineStart);
        return lineStart > 0 && before.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0
            ? Encoding.UTF8.GetString(before)
            : null;
    }
}
