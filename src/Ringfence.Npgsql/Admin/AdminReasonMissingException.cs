namespace Ringfence.Npgsql.Admin;

/// <summary>
/// A connection that <see cref="AdminDataSource"/> made was opened again, or cloned and opened, and no reason came with
/// that; it was closed.
/// </summary>
public sealed class AdminReasonMissingException()
    : RingfenceException(
        "RF3030",
        "An admin connection is opened by AdminDataSource.Open alone, each time with a reason: it cannot be opened again or"
            + " cloned. Open another, and keep it open for as long as the one piece of work lasts."
    );
