namespace Ringfence.Testing;

/// <summary>No usable PostgreSQL server binaries were found. The message says what was tried and what to do.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null)
    : RingfenceException("RF6001", message, inner);
