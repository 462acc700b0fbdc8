namespace Demo.Walk;

/// <summary>One thing to try.</summary>
/// <param name="Caption">What happens, in words.</param>
/// <param name="Call">What is sent: an HTTP call or SQL.</param>
/// <param name="Expected">What should come of it.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Step(
    string Caption,
    string Call,
    Expectation Expected,
    Func<CancellationToken, Task<Answer>> RunAsync
);
