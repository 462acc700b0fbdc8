namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>What somebody does with EF Core, written once and done with and without <c>UseRingfence</c>.</summary>
/// <param name="Name">A sentence that begins with its family; unique.</param>
/// <param name="Action">Notes what it sees.</param>
internal sealed record Behaviour(string Name, Func<Stage, Task> Action)
{
    /// <summary>Whether there is nothing synchronous about it, such as a token that cancels.</summary>
    public bool OnlyAsync { get; init; }

    /// <summary>
    /// Whether the number of its flights, and of the events on the way, is its own, and not that of chance: an answer that
    /// begins while a large batch is still on its way parts it, and a new connection has flights of its own.
    /// </summary>
    public bool CountsFlights { get; init; } = true;

    /// <summary>Whether it is one thing with a model that knows no tenant and with one that declares them.</summary>
    public bool FitsDeclared { get; init; } = true;

    /// <summary>One query, of a context of its own: its text, its rows, and what is tracked.</summary>
    public static Behaviour Query<T>(string name, Func<Store, IQueryable<T>> query) =>
        With(name, (stage, store) => stage.ReadAsync(store, query(store)));

    /// <summary>Something done with a context of its own.</summary>
    public static Behaviour With(string name, Func<Stage, Store, Task> action) =>
        new(
            name,
            async stage =>
            {
                await using var store = stage.Open();
                await action(stage, store);
            }
        );
}
