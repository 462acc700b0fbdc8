namespace Ringfence.Npgsql.Limits;

/// <summary>What one tenant may take at once. What is null is not limited.</summary>
public sealed record TenantLimits
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>How many connections of this data source the tenant may have open at once; at least 1.</summary>
    /// <remarks>
    /// Below the pool's size, or the tenant can take it all. Each process counts for itself.
    /// </remarks>
    public int? MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>How many callers may wait for one of the tenant's connections; the next is refused at once.</summary>
    public int MaxWaiting
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(value));
            field = value;
        }
    } = 16;

    /// <summary>How long a caller waits for one of the tenant's connections before it is refused; a day at most.</summary>
    public TimeSpan MaxWait
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Longest, nameof(value));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>How much statement time the tenant may use in a <see cref="Window"/>, over all its connections.</summary>
    /// <remarks>
    /// From sending a statement until its reader is closed. More than the window's length is right where a tenant may run
    /// several statements at once.
    /// </remarks>
    public TimeSpan? StatementTime
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(
                value ?? TimeSpan.MaxValue,
                TimeSpan.Zero,
                nameof(value)
            );
            field = value;
        }
    }

    /// <summary>What <see cref="StatementTime"/> is counted over; it comes back evenly. A day at most.</summary>
    public TimeSpan Window
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Longest, nameof(value));
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>Lowers a command's timeout to this; in whole seconds, as the driver counts them.</summary>
    public TimeSpan? MaxCommandTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(
                value ?? TimeSpan.MaxValue,
                TimeSpan.FromSeconds(1),
                nameof(value)
            );
            field = value;
        }
    }
}
