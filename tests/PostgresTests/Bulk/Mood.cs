namespace PostgresTests.Bulk;

/// <summary>An enum of the database.</summary>
public enum Mood
{
    /// <summary>The first.</summary>
    Calm,

    /// <summary>The second.</summary>
    Angry,
}
