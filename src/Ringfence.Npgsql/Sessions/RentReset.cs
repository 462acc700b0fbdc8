using System.Data;
using System.Text;
using System.Transactions;
using Npgsql;
using Ringfence.Sql;
using IsolationLevel = System.Data.IsolationLevel;
using StatementType = Npgsql.StatementType;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// Where the data source resets sessions in the driver's stead: whether what earlier rents left is still there, from the
/// opening of a connection until it is closed, and what this rent may leave itself.
/// </summary>
internal sealed class RentReset(TenantDataSource source, NpgsqlConnection connection)
{
    private PhysicalSession? _session;
    private NpgsqlBatchCommand? _carrier;
    private NpgsqlBatchCommand? _begin;
    private NpgsqlTransaction? _transaction;
    private object? _rent;
    private object? _lost;
    private bool _isLeft;
    private bool _leaves;
    private int _processId;

    /// <summary>
    /// Whether the session is to be reset before anything of this rent runs in it: the first bind does that, where
    /// <see cref="MayTravel"/>, or <see cref="Run"/>.
    /// </summary>
    public bool IsDue { get; private set; }

    /// <summary>
    /// Whether the reset may travel with the bind of the tenant in scope. Not where one did that was never answered, in
    /// this rent or before; and not with what a setting that was left, <c>client_encoding</c>, would make another tenant:
    /// the server reads the bind's parameter before it runs the bind.
    /// </summary>
    public bool MayTravel => _session is { ResetIsUnanswered: false } && Ascii.IsValid(TenantScope.Current?.Value);

    /// <summary>
    /// Whether the reset may travel with the first bind of a transaction that the driver is about to begin: the bind's own
    /// becomes that, which has the session's level by then, and no other can be given to it behind a query.
    /// </summary>
    public bool MayTravelInto(IsolationLevel level) =>
        MayTravel
        && level is IsolationLevel.ReadCommitted or IsolationLevel.Unspecified
        && _session is { BeginsOtherwise: false };

    /// <summary>Whether the reset is due in a transaction that the driver has begun: it is left, and begun again behind it.</summary>
    public bool IsWithin => _transaction is not null && IsDue;

    /// <summary>
    /// Whether that transaction was left, and is begun again before whatever is sent next: nothing was executed in it.
    /// </summary>
    public bool HasLeft => _transaction is not null && _isLeft;

    /// <summary>Whether a text of this rent may have drawn from a sequence.</summary>
    public bool Writes { get; private set; }

    /// <summary>
    /// The connection was opened, in this transaction of System.Transactions or in none: resets the session, or puts that
    /// off. In one it is not put off, since who opens the next connection in it goes on in the same session.
    /// </summary>
    /// <returns>False where it failed, and the connection was closed.</returns>
    public bool Begin(PhysicalSession session, Transaction? transaction) =>
        IsPutOff(session, transaction) || SessionReset.Run(source, connection, session, transaction);

    /// <inheritdoc cref="Begin"/>
    public ValueTask<bool> BeginAsync(PhysicalSession session, Transaction? transaction) =>
        IsPutOff(session, transaction)
            ? ValueTask.FromResult(true)
            : SessionReset.RunAsync(source, connection, session, transaction);

    /// <summary>A text is about to be sent; null for what is no text, or is sent on the driver's own ways.</summary>
    public void Sends(string? text, PhysicalSession session)
    {
        if (source.Functions is not { } functions)
        {
            session.MustReset = _leaves = true;
            return;
        }

        var traces = text is null || session.IsShared ? TextTraces.Session : functions.Read(text);
        if (traces != TextTraces.None)
        {
            Writes = true;
            session.KeepsSequences = true;
            _leaves |= traces.HasFlag(TextTraces.Session);
            session.MustReset |= _leaves;
        }
    }

    /// <summary>The driver has begun a transaction, and nothing was sent yet.</summary>
    /// <param name="transaction">The driver's.</param>
    /// <param name="rent">Another object whenever the connection was closed in between.</param>
    public void Began(NpgsqlTransaction transaction, object rent) =>
        (_transaction, _rent, _isLeft) = (transaction, rent, false);

    /// <summary>It is over.</summary>
    public void Ended() => (_transaction, _rent, _isLeft) = (null, null, false);

    /// <summary>Whether the transaction of this rent ended with a failure, and the connection was closed for it.</summary>
    public bool HasLost(object rent) => ReferenceEquals(_lost, rent);

    /// <summary>Resets the session now, in a flight of its own, and begins the transaction again that it is in.</summary>
    /// <remarks>Where that fails the connection is closed, and its physical one given up.</remarks>
    public void Run()
    {
        if (IsAnswered)
        {
            Done(); // Whoever is about to say so is not waited for: what that has executed would be ended.
            return;
        }

        var rent = _rent;
        try
        {
            SessionReset.Run(source, connection, _session!, transaction: null, Flight());
        }
        finally
        {
            Lose(rent);
        }

        Done();
    }

    /// <inheritdoc cref="Run"/>
    public async ValueTask RunAsync()
    {
        if (IsAnswered)
        {
            Done(); // As in Run.
            return;
        }

        var rent = _rent;
        try
        {
            await SessionReset
                .RunAsync(source, connection, _session!, transaction: null, Flight())
                .ConfigureAwait(false);
        }
        finally
        {
            Lose(rent);
        }

        Done();
    }

    /// <summary>The reset is about to be sent with this bind, which is of one execution alone.</summary>
    /// <returns>What goes around the bind where the driver has begun a transaction; else null.</returns>
    public (NpgsqlBatchCommand Leave, NpgsqlBatchCommand Begin)? Carry(NpgsqlBatchCommand bind)
    {
        (_carrier, _processId) = (bind, connection.ProcessID);
        _session!.ResetIsUnanswered = true;
        _begin = IsWithin ? ResetFlight.Command(source, DriverBegin.ReadCommitted) : null;
        return _begin is null ? null : (ResetFlight.Command(source, DriverBegin.Leave), _begin);
    }

    /// <summary>
    /// What was sent with the bind was answered. The session was reset, before it, if the bind's own answer is one: that of a
    /// prepared statement which SQL has put in its place is not, since <c>prepare</c> takes no <c>call</c>.
    /// </summary>
    /// <exception cref="BindReplacedException">It is not; the connection was closed, and its physical one given up.</exception>
    public void Answered(NpgsqlBatchCommand bind)
    {
        if (!IsDone(bind))
        {
            throw Replaced();
        }
    }

    /// <summary>What was sent with the bind has failed: at the bind, behind it, or on the way.</summary>
    /// <param name="bind">As in <see cref="Carry"/>.</param>
    /// <param name="e">The failure.</param>
    /// <param name="closes">Whether the driver was to close the connection, as it does after a failure too.</param>
    /// <param name="isOnce">Whether it may not be sent twice.</param>
    /// <returns>
    /// Whether the same is to be sent again, after <see cref="Run"/>: where the server refused the bind, or the begin behind it,
    /// it has skipped all behind that. Not where somebody cancelled it, which the driver tells by another exception, nor where
    /// it was the contract that refused, after the reset. And what to tell in the error's stead: it may hold the bind's parameter,
    /// which a setting that was left can have the server tell.
    /// </returns>
    /// <remarks>
    /// Where a transaction was left by then, and nothing is sent again that would begin it again, the connection is closed: nobody
    /// goes on outside of it.
    /// </remarks>
    public (bool IsToBeSentAgain, Exception? Told) Failed(
        NpgsqlBatchCommand bind,
        Exception e,
        bool closes,
        bool isOnce
    )
    {
        if (e is BindReplacedException || IsDone(bind))
        {
            return default;
        }

        if (bind.StatementType is not (StatementType.Unknown or StatementType.Call))
        {
            return (false, Replaced());
        }

        var isLeft = IsWithin && !IsAlive(_transaction!);
        var isAsBefore = isLeft || !IsWithin; // Else the transaction was not left: it has failed, as any does.
        if (!isOnce && isAsBefore && IsRefused(e) && (closes || connection.State == ConnectionState.Open))
        {
            _isLeft = isLeft;
            _session?.BeginsOtherwise |= bind.StatementType == StatementType.Call;
            source.ResetRefused(_processId, ((PostgresException)e).SqlState);
            return (true, null);
        }

        if (isLeft)
        {
            var rent = _rent;
            Close();
            Lose(rent);
        }

        return (false, Told(e));
    }

    private static bool IsRefused(Exception e) =>
        e is PostgresException { InvariantSeverity: "ERROR" } refused && !Refusal.Is(refused);

    private static Exception? Told(Exception e) =>
        e switch
        {
            PostgresException refused when !Refusal.Is(refused) => Refusal.WithoutParameters(refused),
            OperationCanceledException { InnerException: PostgresException cause } cancelled =>
                new OperationCanceledException(
                    cancelled.Message,
                    Refusal.WithoutParameters(cause),
                    cancelled.CancellationToken
                ),
            _ => null,
        };

    /// <summary>The driver tells only by refusing to tell anything else of a transaction that is over.</summary>
    private static bool IsAlive(NpgsqlTransaction transaction)
    {
        try
        {
            _ = transaction.IsolationLevel;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The connection was closed.</summary>
    public void Forget()
    {
        (_session, _carrier, _begin) = (null, null, null);
        (IsDue, _leaves, Writes) = (false, false, false);
        Ended();
    }

    /// <summary>
    /// Whether the session was reset, and the transaction begun again that it was in. Not for a bind of an earlier rent, which
    /// tells nothing of this one.
    /// </summary>
    private bool IsDone(NpgsqlBatchCommand bind)
    {
        if (bind.StatementType != StatementType.Call)
        {
            return false;
        }

        if (ReferenceEquals(bind, _carrier))
        {
            if (!IsAnswered)
            {
                return false;
            }

            Done();
        }

        return true;
    }

    /// <summary>Whether all has been answered that is to be before the user's own, though nobody has said so.</summary>
    private bool IsAnswered =>
        _carrier is { StatementType: StatementType.Call } && _begin is not { StatementType: StatementType.Unknown };

    private void Lose(object? rent)
    {
        if (rent is not null && connection.State == ConnectionState.Closed)
        {
            _lost = rent;
        }
    }

    /// <summary>Gives the session up, in which who knows what has run.</summary>
    private BindReplacedException Replaced()
    {
        var replaced = new BindReplacedException();
        source.DiscardDirty(_processId, replaced);
        Close();
        return replaced;
    }

    private void Close()
    {
        try
        {
            connection.Close();
        }
        catch (NpgsqlException)
        {
            connection.Close(); // A reader that was open has failed as it was closed, and with it the first time.
        }
    }

    private ResetFlight Flight() =>
        !IsWithin ? ResetFlight.Alone
        : _isLeft ? ResetFlight.Again
        : ResetFlight.Within;

    private void Done()
    {
        (IsDue, _carrier, _begin) = (false, null, null);
        Ended();
        _session!.WasReset(_leaves, Writes);
    }

    private bool IsPutOff(PhysicalSession session, Transaction? transaction)
    {
        if (!source.ResetsWithBind || transaction is not null)
        {
            return false;
        }

        _session = session;
        IsDue = session.Rent(transaction: null);
        return true;
    }
}
