using System.Collections.Immutable;
using System.Text;

namespace Ringfence.Catalog.Maps;

/// <summary>The words of a name, however it is written: <c>tenantId</c>, <c>tenant_id</c> and <c>"Tenant ID"</c> are alike.</summary>
internal static class NameWords
{
    private static readonly string[] IdWords = ["id", "uuid", "guid", "key", "ref", "code"];

    /// <summary>Words of keys that name another than the one whose row it is.</summary>
    private static readonly ImmutableHashSet<string> Modifiers =
    [
        .. (
            "from to by parent source target old new previous default original origin destination referrer referred "
            + "invited inviter created updated deleted approved partner counterparty sender recipient buyer seller "
            + "supplier vendor related linked external third other last first merged copied transferred creator author "
            + "actor assignee reviewer approver"
        ).Split(' '),
    ];

    public static ImmutableArray<string> Of(string name)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            var begins =
                char.IsUpper(letter)
                && i > 0
                && (char.IsLower(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if ((begins || !char.IsLetterOrDigit(letter)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words.ToImmutable();
    }

    /// <summary>The name without what tells its ways of writing apart.</summary>
    public static string Joined(string name) => string.Concat(Of(name));

    public static string Singular(string word) =>
        word switch
        {
            _ when word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4 => $"{word[..^3]}y",
            _ when word.EndsWith("sses", StringComparison.Ordinal) => word[..^2],
            _ when word.EndsWith("ss", StringComparison.Ordinal) || word.EndsWith("us", StringComparison.Ordinal) =>
                word,
            _ when word.EndsWith('s') && word.Length > 3 => word[..^1],
            _ => word,
        };

    /// <summary>What columns are called, joined, that hold the id of such a thing.</summary>
    public static IEnumerable<string> IdNames(string thing) => [thing, .. IdWords.Select(id => thing + id)];

    /// <summary>It names another than the one whose row it is: who invited, where it came from, what was before.</summary>
    public static bool IsModified(string name) => Of(name).Any(Modifiers.Contains);
}
