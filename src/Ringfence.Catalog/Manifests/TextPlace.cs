using System.Text;

namespace Ringfence.Catalog.Manifests;

/// <summary>A place in a text as an editor tells it: both from 1, columns in letters.</summary>
internal sealed record TextPlace(int Line, int Column)
{
    public static TextPlace Of(byte[] text, int offset)
    {
        var before = text.AsSpan(0, offset);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var letters = Encoding.UTF8.GetString(before[lineStart..]).TrimStart('\uFEFF');
        return new(before.Count((byte)'\n') + 1, letters.Length + 1);
    }
}
