namespace Ringfence.Npgsql.Contract;

/// <summary>The contract was not installed, upgraded or changed; the database is as it was.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">The server's error, or null.</param>
public sealed class ContractRefusedException(string message, Exception? inner = null)
    : RingfenceException("RF4001", message, inner);
