namespace Ringfence;

/// <summary>
/// What a caller of Ringfence can act on. The message says what happened and what to do; it never holds row data, a
/// secret or a connection string.
/// </summary>
/// <param name="code">The code, <c>RF</c> and four digits, that has a page in <c>docs/errors/</c>.</param>
/// <param name="message">What happened and what to do.</param>
/// <param name="inner">The cause, or null.</param>
public abstract class RingfenceException(string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The code, <c>RF</c> and four digits; it never changes its meaning.</summary>
    public string Code { get; } = code;
}
