namespace WebTests.Lives.Hubs;

/// <summary>Which tenant was in scope when a hub connection came and went.</summary>
internal sealed class Journal
{
    private readonly TaskCompletionSource<string> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Came { get; set; }

    public Task<string> Left => _left.Task;

    public void Leave(string tenant) => _left.TrySetResult(tenant);
}
