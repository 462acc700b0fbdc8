using System.Text;
using Ringfence.Contract;

namespace Ringfence.Npgsql.Admin;

/// <summary>
/// Who crosses tenants and why, in the words of the application: the database records it beside what it knows itself.
/// </summary>
/// <remarks>
/// Each is one line of text. Whoever may read <c>ringfence.admin_log</c> reads it; it should name no tenant's data.
/// </remarks>
public sealed record AdminReason
{
    /// <summary>The longest <see cref="Why"/>, in UTF-16 units.</summary>
    public const int MaxWhyLength = AdminLog.ReasonLength;

    /// <summary>The longest <see cref="Who"/> and <see cref="Ticket"/>, in UTF-16 units.</summary>
    public const int MaxNameLength = AdminLog.NameLength;

    /// <summary>The person or the job: one that can be asked about it later, not the service's own name.</summary>
    /// <exception cref="AdminReasonInvalidException">It is empty, too long, or more than a line of text.</exception>
    public required string Who
    {
        get;
        init => field = Checked(nameof(Who), value, MaxNameLength);
    }

    /// <summary>What for, in a sentence.</summary>
    /// <exception cref="AdminReasonInvalidException">It is empty, too long, or more than a line of text.</exception>
    public required string Why
    {
        get;
        init => field = Checked(nameof(Why), value, MaxWhyLength);
    }

    /// <summary>Where more is told, such as the number of a ticket; null for nowhere.</summary>
    /// <exception cref="AdminReasonInvalidException">It is empty, too long, or more than a line of text.</exception>
    public string? Ticket
    {
        get;
        init => field = value is null ? null : Checked(nameof(Ticket), value, MaxNameLength);
    }

    private static string Checked(string name, string value, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new AdminReasonInvalidException(name, "is empty");
        }

        if (value.Length > maxLength)
        {
            throw new AdminReasonInvalidException(name, $"is longer than {maxLength}");
        }

        return value.EnumerateRunes().Any(IsNoText)
            ? throw new AdminReasonInvalidException(name, "holds a control character or is no valid text")
            : value;
    }

    /// <summary>Half of a surrogate pair is enumerated as the replacement character.</summary>
    private static bool IsNoText(Rune rune) => Rune.IsControl(rune) || rune == Rune.ReplacementChar;
}
