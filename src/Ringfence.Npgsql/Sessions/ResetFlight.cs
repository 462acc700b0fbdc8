using System.Collections.Immutable;
using System.Globalization;
using System.Transactions;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>What <see cref="SessionReset"/> sends: by where the session stands, outside of a transaction or in one.</summary>
internal sealed class ResetFlight
{
    /// <summary>However long the service's own statements may take: whoever rents the connection waits for it.</summary>
    private const int Seconds = 10;

    /// <summary>First, and by itself: a setting that was left must not make the rest wait, or fail.</summary>
    private const string Settings = "reset all";

    private static readonly string Everything = SqlResource.Read(typeof(SessionReset), nameof(SessionReset));

    private static long Last;

    private readonly ImmutableArray<string> _texts;
    private readonly bool _hasBarriers;

    private ResetFlight(bool hasBarriers, params ImmutableArray<string> texts)
    {
        _texts = texts;
        _hasBarriers = hasBarriers;
    }

    /// <summary>Outside of a transaction: each of the two in one of its own.</summary>
    public static ResetFlight Alone { get; } = new(hasBarriers: true, Settings, Everything);

    /// <summary>In a transaction that the driver began at the level that it takes for none.</summary>
    public static ResetFlight Within { get; } = Around(IsolationLevel.ReadCommitted);

    /// <summary>Like <see cref="Within"/>, where that transaction was left, and is to be begun again.</summary>
    public static ResetFlight Again { get; } = new(hasBarriers: false, [DriverBegin.Any, .. Within._texts]);

    /// <summary>
    /// The driver's transaction began with the first of these statements. It is left and begun again around them: a
    /// rollback, or a text that says so, would bring back what is reset in it, and it began with the defaults that were
    /// left. Chaining fails where there is none to be left.
    /// </summary>
    public static ResetFlight Around(IsolationLevel level) =>
        new(
            hasBarriers: false,
            Settings,
            "commit and chain",
            DriverBegin.Leave,
            DriverBegin.Any,
            Everything,
            DriverBegin.Leave,
            DriverBegin.At(level)
        );

    /// <summary>In one message.</summary>
    public NpgsqlBatch Batch(TenantDataSource source, NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = _hasBarriers, Timeout = Seconds };
        foreach (var text in _texts)
        {
            batch.BatchCommands.Add(Command(source, text));
        }

        return batch;
    }

    /// <summary>
    /// The text as a command that comes but once, so that the driver executes no prepared one in its place: there SQL can have
    /// put another.
    /// </summary>
    public static NpgsqlBatchCommand Command(TenantDataSource source, string text) =>
        new(
            source.AutoPrepares
                ? string.Create(CultureInfo.InvariantCulture, $"{text} -- {Interlocked.Increment(ref Last)}")
                : text
        );
}
