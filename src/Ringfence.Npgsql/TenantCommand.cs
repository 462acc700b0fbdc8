using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>A command that is bound to the tenant in scope when it is executed.</summary>
/// <remarks>
/// Transaction control, and what PostgreSQL runs only outside a transaction block (<c>vacuum</c>, <c>create index
/// concurrently</c>), cannot follow a bind and runs unbound: it touches no tenant's rows.
/// </remarks>
public sealed class TenantCommand : DbCommand, IBound
{
    private readonly NpgsqlBatchCommand _user = new();

    private TenantConnection? _connection;
    private TenantTransaction? _transaction;
    private NpgsqlBatchCommand? _sent;
    private DriverTraces _traces;
    private object? _running;
    private PreparedCommand? _prepared;
    private NpgsqlDataReader? _reader;
    private UpdateRowSource _updatedRowSource = UpdateRowSource.Both;
    private bool _disposed;
    private int? _timeout;

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => _user.CommandText;
        set
        {
            ThrowIfInUse();
            _user.CommandText = value ?? "";
            _prepared = null;
        }
    }

    /// <inheritdoc/>
    public override int CommandTimeout
    {
        get => _timeout ?? _connection?.Inner.CommandTimeout ?? 30;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _timeout = value;
        }
    }

    /// <inheritdoc/>
    public override CommandType CommandType
    {
        get => _user.CommandType;
        set
        {
            _user.CommandType = value;
            _prepared = null;
        }
    }

    /// <inheritdoc/>
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource
    {
        get => _updatedRowSource;
        set => _updatedRowSource = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            if (ReferenceEquals(_connection, value))
            {
                return;
            }

            ThrowIfInUse();
            _connection = Own.Connection(value);
            _transaction = null;
            _prepared = null;
        }
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => _user.Parameters;

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set => _transaction = Own.NotOver(value);
    }

    /// <inheritdoc/>
    public override void Cancel() => Execution.Cancel(_running, this);

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => Executions.NonQuery(this);

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        Executions.NonQueryAsync(this, cancellationToken);

    /// <inheritdoc/>
    public override object? ExecuteScalar() => Executions.Scalar(this);

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        Executions.ScalarAsync(this, cancellationToken);

    /// <summary>
    /// Prepares the command together with its bind on the server, where prepared statements may be kept: under the
    /// setting binding, or with <see cref="TenantDataSourceOptions.UnsafeKeepPreparedStatements"/>. Otherwise, and for a
    /// text of several statements or one that runs unbound, it only checks that a tenant is in scope.
    /// </summary>
    public override void Prepare()
    {
        var connection = Required();
        var tenantId = connection.Tenant();
        if (connection.Prepares && IsOneOrdinary(Read()))
        {
            connection.Reset();
            Tell(connection);
            connection.Session().HasPrepared = true;
            var prepared = new PreparedCommand(connection, connection.Bind(tenantId), Copy());
            prepared.Batch.Prepare();
            _prepared = prepared;
        }
    }

    /// <inheritdoc cref="Prepare"/>
    public override async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        var connection = Required();
        var tenantId = connection.Tenant();
        if (connection.Prepares && IsOneOrdinary(Read()))
        {
            await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
            Tell(connection);
            connection.Session().HasPrepared = true;
            var bind = await connection.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
            var prepared = new PreparedCommand(connection, bind, Copy());
            await prepared.Batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
            _prepared = prepared;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Dispose(disposing: true);
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _prepared = null;
        _transaction = null;
        _disposed = true;
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => new NpgsqlParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Executions.Reader(this, behavior);

    /// <inheritdoc/>
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    ) => Executions.ReaderAsync(this, behavior, cancellationToken);

    TenantConnection IBound.Required() => Required();

    bool IBound.CanCarryReset(CommandBehavior behavior) => !Describes(behavior) && IsOneOrdinary(Read());

    Execution IBound.Begin(CommandBehavior behavior)
    {
        var text = Read(behavior);
        var connection = Required();
        Tell(connection);
        if (RunsUnbound(text, behavior))
        {
            if (text.First == StatementKind.OutsideTransaction)
            {
                connection.Unbind();
            }

            connection.Reset();
            return Unbound(connection, text);
        }

        var tenantId = connection.Tenant();
        if (connection.ResetsApart(IsOneOrdinary(text)))
        {
            connection.Reset();
        }

        return Begin(connection, text, tenantId, connection.Bind(tenantId));
    }

    async Task<Execution> IBound.BeginAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        var text = Read(behavior);
        var connection = Required();
        Tell(connection);
        if (RunsUnbound(text, behavior))
        {
            if (text.First == StatementKind.OutsideTransaction)
            {
                await connection.UnbindAsync().ConfigureAwait(false);
            }

            await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
            return Unbound(connection, text);
        }

        var tenantId = connection.Tenant();
        if (connection.ResetsApart(IsOneOrdinary(text)))
        {
            await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        }

        var argument = await connection.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return Begin(connection, text, tenantId, argument);
    }

    void IBound.Opened(NpgsqlDataReader reader)
    {
        _reader = reader;
        _connection!.Reading = this;
    }

    void IBound.Finish(Execution execution)
    {
        if (execution.EndsTransaction)
        {
            _connection!.TransactionEnded();
        }

        if (_sent is not null)
        {
            DriverCommand.TakeOutput(_sent, _user);
            _sent = null;
        }
    }

    /// <summary>The driver uses its readers again: the one that is open may be another command's by now.</summary>
    private void ThrowIfInUse()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_reader is { IsClosed: false } && ReferenceEquals(_connection?.Reading, this))
        {
            throw new InvalidOperationException("An open data reader exists for this command.");
        }
    }

    private TenantConnection Required()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Own.Required(_connection, _transaction);
    }

    private void Tell(TenantConnection connection) =>
        connection.Sends(CommandType == CommandType.Text ? CommandText : null);

    private SqlText Read() => BoundBatch.Read(_user);

    /// <summary>A text that is only described does nothing, to a transaction neither.</summary>
    private SqlText Read(CommandBehavior behavior) => Describes(behavior) ? default : Read();

    private static bool Describes(CommandBehavior behavior) => behavior.HasFlag(CommandBehavior.SchemaOnly);

    private static bool IsOneOrdinary(SqlText text) => text is { Several: false, First: StatementKind.Ordinary };

    /// <summary>Rows are not asked for, so no tenant is needed to describe them.</summary>
    private static bool RunsUnbound(SqlText text, CommandBehavior behavior) =>
        Describes(behavior) || text.NeedsNoTenant;

    private Execution Begin(TenantConnection connection, SqlText text, TenantId tenantId, string? argument)
    {
        var wasInTransaction = connection.IsInTransaction;
        if (text.BeginsTransaction)
        {
            connection.TransactionBegan(tenantId);
        }

        // Several with positional parameters PostgreSQL refuses, unless it reads the text otherwise: then it must be clean.
        if (text.Several && (connection.Clean != BoundBatch.CleanSequences || !DriverCommand.HasPositions(_user)))
        {
            var command = PlainCommand.Bound(connection, _user, CommandTimeout, argument, out var cleans);
            return Running(connection, text, command, null) with { Cleans = cleans };
        }

        if (text is { Several: false, BeginsTransaction: true })
        {
            return Running(
                connection,
                text,
                PlainCommand.Of(connection, _user, CommandTimeout),
                wasInTransaction ? null : BeginRefused
            );
        }

        if (
            _prepared is not null
            && connection is { Clean: null, MustReset: false } // They travel with a bind that is not prepared.
            && _prepared.TryBind(connection.Session(), argument, _user, CommandTimeout, out var prepared)
        )
        {
            _sent = _prepared.Copy;
            _running = prepared;
            return new(connection, prepared) { EndsTransaction = text.EndsTransaction, Refused = PreparedRefused };
        }

        _sent =
            CommandType == CommandType.TableDirect ? Copy()
            : text.Only is { } only && DriverCommand.HasNames(_user)
                ? DriverCommand.Copy(_user, _user.CommandText[only])
            : DriverCommand.Fresh(_user, connection.AutoPrepares, ref _traces);
        var batch = BatchToFill.Take(connection, this, argument, CommandTimeout);
        batch.AddBind();
        batch.Batch.BatchCommands.Add(_sent);
        var execution = new Execution(connection, batch.Batch, batch.Kept)
        {
            Cleans = batch.Clean is not null,
            Reset = batch.Reset,
            IsWithin = batch.Around is not null,
            EndsTransaction = text.EndsTransaction,
        };
        _running = execution.Running;
        return execution;
    }

    private Execution Unbound(TenantConnection connection, SqlText text) =>
        Running(
            connection,
            text,
            PlainCommand.Of(connection, _user, CommandTimeout),
            text is { Several: false, EndsTransaction: true } ? EndRefused : null
        );

    private Execution Running(
        TenantConnection connection,
        SqlText text,
        NpgsqlCommand command,
        Action<PostgresException>? refused
    )
    {
        _running = command;
        return new(connection, command) { EndsTransaction = text.EndsTransaction, Refused = refused };
    }

    private void BeginRefused(PostgresException e) => _connection!.TransactionEnded();

    /// <summary>A commit that the server refuses has rolled back, unless it did not understand the text.</summary>
    private void EndRefused(PostgresException e)
    {
        if (e.SqlState != PostgresErrorCodes.SyntaxError)
        {
            _connection!.TransactionEnded();
        }
    }

    /// <summary>A plan that no longer fits its table is made anew the next time.</summary>
    private void PreparedRefused(PostgresException e)
    {
        if (e.SqlState == PostgresErrorCodes.FeatureNotSupported)
        {
            _prepared = null;
        }
    }

    /// <summary>The user's command as a batch can carry it.</summary>
    private NpgsqlBatchCommand Copy() =>
        CommandType == CommandType.TableDirect ? BoundBatch.TableDirect(_user.CommandText) : DriverCommand.Copy(_user);
}
