namespace WebTests.Lives;

/// <summary>Something that goes on for longer than a request usually does, and tells now and then what it sees.</summary>
internal interface ILife : IAsyncDisposable
{
    /// <summary>The notes that it sees now, in order.</summary>
    Task<string> NextAsync();
}
