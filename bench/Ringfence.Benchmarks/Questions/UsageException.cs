namespace Ringfence.Benchmarks.Questions;

/// <summary>Something was asked that no question takes.</summary>
internal sealed class UsageException(string message) : Exception(message);
