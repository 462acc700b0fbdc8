namespace Ringfence.EntityFrameworkCore;

/// <summary>The context's connection is not the data source's: nothing was sent on it.</summary>
public sealed class ContextConnectionException()
    : RingfenceException(
        "RF7001",
        "The context has a connection or connection string of its own, on which only migrations run. Call UseNpgsql()"
            + " without one, and UseRingfence() after it."
    );
