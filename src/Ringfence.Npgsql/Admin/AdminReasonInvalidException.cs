namespace Ringfence.Npgsql.Admin;

/// <summary>The reason for an admin connection is none; nothing was sent.</summary>
/// <param name="part">The property of <see cref="AdminReason"/>.</param>
/// <param name="fault">What is wrong with it.</param>
public sealed class AdminReasonInvalidException(string part, string fault)
    : RingfenceException(
        "RF3031",
        $"AdminReason.{part} {fault}. Give the person or the job, and the purpose, each in one line: they are recorded in"
            + " ringfence.admin_log."
    )
{
    /// <summary>The property of <see cref="AdminReason"/>.</summary>
    public string Part { get; } = part;
}
