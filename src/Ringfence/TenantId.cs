using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ringfence;

/// <summary>
/// Says whose rows a piece of code may see. Held in the canonical spelling of its type, so that two spellings of one
/// tenant are equal.
/// </summary>
/// <remarks>
/// The values that stand for "nobody" in practice are refused, since they are what an unset variable holds: the nil
/// uuid, zero, negative numbers, the empty text.
/// </remarks>
public sealed record TenantId
{
    /// <summary>The longest text tenant id, in UTF-16 units.</summary>
    public const int MaxLength = 128;

    private TenantId(string value) => Value = value;

    /// <summary>The canonical text: a lower-case uuid with hyphens, decimal digits without leading zeros, or the text.</summary>
    public string Value { get; }

    /// <summary>The tenant with this uuid.</summary>
    /// <exception cref="TenantIdInvalidException">It is the nil uuid.</exception>
    public static TenantId From(Guid id) => Parse(id.ToString("D"), TenantIdType.Uuid);

    /// <summary>The tenant with this number, for databases of <c>integer</c> or <c>bigint</c> tenant ids.</summary>
    /// <exception cref="TenantIdInvalidException">It is below 1.</exception>
    public static TenantId From(long id) => Parse(id.ToString(CultureInfo.InvariantCulture), TenantIdType.BigInt);

    /// <summary>The tenant that this text names, in a database whose tenant ids are of this type.</summary>
    /// <exception cref="TenantIdInvalidException">It is not of that type, or stands for nobody.</exception>
    public static TenantId Parse(string text, TenantIdType type) =>
        TryParse(text, type, out var id) ? id : throw new TenantIdInvalidException(type);

    /// <summary>Like <see cref="Parse"/>; false, and a null id, where that throws.</summary>
    public static bool TryParse(string? text, TenantIdType type, [NotNullWhen(true)] out TenantId? id)
    {
        var value = type switch
        {
            TenantIdType.Uuid => Uuid(text),
            TenantIdType.BigInt => Number(text, long.MaxValue),
            TenantIdType.Integer => Number(text, int.MaxValue),
            TenantIdType.Text => Text(text),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
        };
        id = value is null ? null : new TenantId(value);
        return id is not null;
    }

    /// <summary><see cref="Value"/>.</summary>
    public override string ToString() => Value;

    private static string? Uuid(string? text)
    {
        if (!Guid.TryParseExact(text, "D", out var uuid) || uuid == Guid.Empty)
        {
            return null;
        }

        Span<char> canonical = stackalloc char[36];
        uuid.TryFormat(canonical, out _, "D");
        return canonical.SequenceEqual(text) ? text : new(canonical);
    }

    private static string? Number(string? text, long max) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1
        && number <= max
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Text(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
        {
            return null;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                return null;
            }

            // A lone surrogate has no UTF-8 form: the driver would send another tenant's name, or none.
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return null;
            }
        }

        return text;
    }
}
