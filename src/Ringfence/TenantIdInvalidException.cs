namespace Ringfence;

/// <summary>A text or number that is no tenant id of the database's type.</summary>
/// <param name="type">The type that was expected.</param>
public sealed class TenantIdInvalidException(TenantIdType type)
    : RingfenceException("RF1002", $"This is no tenant id of type {type.SqlName()}. {Expected(type)}")
{
    /// <summary>The type that was expected.</summary>
    public TenantIdType Type { get; } = type;

    private static string Expected(TenantIdType type) =>
        type switch
        {
            TenantIdType.Uuid => "Give a uuid with hyphens, not the nil uuid.",
            TenantIdType.BigInt => "Give decimal digits from 1 to 9223372036854775807.",
            TenantIdType.Integer => "Give decimal digits from 1 to 2147483647.",
            _ => $"Give 1 to {TenantId.MaxLength} characters, no control characters, no white space at the ends.",
        };
}
