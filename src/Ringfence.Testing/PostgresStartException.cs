namespace Ringfence.Testing;

/// <summary>
/// The throw-away server did not start; nothing of it is left behind. The message ends with the last lines of its log.
/// </summary>
public sealed class PostgresStartException(string message, Exception? inner = null)
    : RingfenceException("RF6002", message, inner);
