namespace PostgresTests.Server;

/// <summary>What a server leaves behind, as the operating system sees it.</summary>
internal static class Remains
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Polls, since nobody tells the end of a process that is not a child; fails when patience ends.</summary>
    public static async Task AreGoneAsync(int processId, string folder, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        while (IsRunning(processId) || Directory.Exists(folder))
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail(
                    $"Left behind: process {processId}: {IsRunning(processId)}, folder: {Directory.Exists(folder)}"
                );
            }
        }
    }

    public static bool IsRunning(int processId) => Directory.Exists($"/proc/{processId}");
}
