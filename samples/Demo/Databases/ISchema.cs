namespace Demo.Databases;

/// <summary>A way to make a database's tables and protect them.</summary>
internal interface ISchema
{
    /// <summary>What it does, for the screen.</summary>
    string Note { get; }

    Task MakeAsync(DemoDatabase database, string owner, CancellationToken cancellationToken);
}
