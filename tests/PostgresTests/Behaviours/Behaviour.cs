using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>What somebody does with ADO.NET, written once and done on the bare driver and on the tenant data source.</summary>
/// <param name="Name">A sentence that begins with its area; unique.</param>
/// <param name="Action">Notes what it sees.</param>
internal sealed record Behaviour(string Name, Func<Stage, Task> Action)
{
    /// <summary>Changes both connection strings; data sources of their own are made then.</summary>
    public Action<NpgsqlConnectionStringBuilder>? Connect { get; init; }

    /// <summary>Whether prepared statements are kept, which the safe bindings must be asked for.</summary>
    public bool KeepsPrepared { get; init; }

    /// <summary>Whether there is nothing synchronous about it, such as a token that cancels.</summary>
    public bool OnlyAsync { get; init; }
}
