using System.Transactions;

namespace Ringfence.Npgsql.Sessions;

/// <summary>What leaves the driver's transaction, and begins another in its place, as the driver begins it.</summary>
internal static class DriverBegin
{
    public const string Leave = "commit";

    /// <summary>At the session's default level.</summary>
    public const string Any = "begin";

    /// <summary>What the driver takes for no level.</summary>
    public const string ReadCommitted = "begin isolation level read committed";

    public static string At(IsolationLevel level) =>
        level switch
        {
            IsolationLevel.Serializable => "begin isolation level serializable",
            IsolationLevel.RepeatableRead or IsolationLevel.Snapshot => "begin isolation level repeatable read",
            IsolationLevel.ReadUncommitted => "begin isolation level read uncommitted",
            _ => ReadCommitted,
        };
}
