using System.Data;
using System.Text;
using System.Transactions;
using Npgsql;
using Ringfence.Sql;
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

    /// <summary>Whether a text of this rent may have drawn from a sequence.</summary>
    public bool Writes { get; private set; }

    /// <summary>
    /// The connection was opened, in this transaction or in none: resets the session, or puts that off. In a transaction
    /// it cannot be put off: that has begun before the bind.
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

    /// <summary>Resets the session now, in a flight of its own.</summary>
    /// <remarks>Where that fails the connection is closed, and its physical one given up.</remarks>
    public void Run()
    {
        SessionReset.Run(source, connection, _session!, transaction: null, isRented: true);
        Done();
    }

    /// <inheritdoc cref="Run"/>
    public async ValueTask RunAsync()
    {
        await SessionReset
            .RunAsync(source, connection, _session!, transaction: null, isRented: true)
            .ConfigureAwait(false);
        Done();
    }

    /// <summary>The reset is about to be sent with this bind, which is of one execution alone.</summary>
    public void Carry(NpgsqlBatchCommand bind)
    {
        (_carrier, _processId) = (bind, connection.ProcessID);
        _session!.ResetIsUnanswered = true;
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
    /// <returns>
    /// Whether the same may be sent again, after <see cref="Run"/>: where the server refused the bind it has skipped all
    /// behind that. Not where somebody cancelled it, which the driver tells by another exception, nor where it was the contract
    /// that refused, after the reset. And what to tell in the error's stead: it may hold the bind's parameter, which a setting
    /// that was left can have the server tell.
    /// </returns>
    public (bool IsToBeSentAgain, Exception? Told) Failed(NpgsqlBatchCommand bind, Exception e, bool closes)
    {
        if (e is BindReplacedException || IsDone(bind))
        {
            return default;
        }

        if (bind.StatementType != StatementType.Unknown)
        {
            return (false, Replaced());
        }

        return e switch
        {
            PostgresException refused when Refusal.Is(refused) => default,
            PostgresException { InvariantSeverity: "ERROR" } refused
                when (closes || connection.State == ConnectionState.Open) => SentAgain(refused),
            PostgresException refused => (false, Refusal.WithoutParameters(refused)),
            OperationCanceledException { InnerException: PostgresException cause } cancelled => (
                false,
                new OperationCanceledException(
                    cancelled.Message,
                    Refusal.WithoutParameters(cause),
                    cancelled.CancellationToken
                )
            ),
            _ => default,
        };
    }

    /// <summary>The connection was closed.</summary>
    public void Forget() => (_session, _carrier, IsDue, _leaves, Writes) = (null, null, false, false, false);

    /// <summary>Not for a bind of an earlier rent, which tells nothing of this one.</summary>
    private bool IsDone(NpgsqlBatchCommand bind)
    {
        if (bind.StatementType != StatementType.Call)
        {
            return false;
        }

        if (ReferenceEquals(bind, _carrier))
        {
            Done();
        }

        return true;
    }

    private (bool IsToBeSentAgain, Exception Told) SentAgain(PostgresException refused)
    {
        source.ResetRefused(_processId, refused.SqlState);
        return (true, Refusal.WithoutParameters(refused));
    }

    /// <summary>Gives the session up, in which who knows what has run.</summary>
    private BindReplacedException Replaced()
    {
        var replaced = new BindReplacedException();
        source.DiscardDirty(_processId, replaced);
        try
        {
            connection.Close();
        }
        catch (NpgsqlException)
        {
            connection.Close(); // A reader that was open has failed as it was closed, and with it the first time.
        }

        return replaced;
    }

    private void Done()
    {
        (IsDue, _carrier) = (false, null);
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
