using System.Threading.RateLimiting;

namespace Ringfence.Npgsql.Limits;

/// <summary>The answer of a <see cref="StatementTimeLimiter"/>. There is nothing to give back.</summary>
internal sealed class StatementTimeLease(TimeSpan? retryAfter) : RateLimitLease
{
    public static readonly StatementTimeLease Granted = new(retryAfter: null);

    public override bool IsAcquired => retryAfter is null;

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = retryAfter;
        return retryAfter is not null && metadataName == MetadataName.RetryAfter.Name;
    }
}
