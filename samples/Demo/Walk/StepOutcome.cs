namespace Demo.Walk;

/// <summary>Expectation and outcome, side by side.</summary>
internal sealed record StepOutcome(Step Step, Answer Answer)
{
    public bool Held { get; } = Step.Expected.IsMetBy(Answer);

    public static async Task<StepOutcome> RunAsync(Step step, CancellationToken cancellationToken)
    {
        try
        {
            return new(step, await step.RunAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // The step ends here and the walk goes on: what was not foreseen is an outcome, and not the expected one.
        catch (Exception e)
        {
            return new(step, new() { Text = $"{e.GetType().Name}: {e.Message}", Code = e.GetType().Name });
        }
    }
}
