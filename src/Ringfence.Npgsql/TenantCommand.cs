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
public sealed class TenantCommand : DbCommand
{
    private readonly NpgsqlBatchCommand _user = new();

    private TenantConnection? _connection;
    private TenantTransaction? _transaction;
    private NpgsqlBatchCommand? _sent;
    private Execution? _running;
    private PreparedCommand? _prepared;
    private int? _timeout;

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => _user.CommandText;
        set
        {
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
    public override UpdateRowSource UpdatedRowSource { get; set; } = UpdateRowSource.Both;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            _connection = Own.Connection(value);
            _prepared = null;
        }
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => _user.Parameters;

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set => _transaction = Own.Transaction(value);
    }

    /// <inheritdoc/>
    public override void Cancel() => _running?.Cancel();

    /// <inheritdoc/>
    public override int ExecuteNonQuery()
    {
        var text = Read();
        return Finish(text, Begin(text, CommandBehavior.Default).ExecuteNonQuery());
    }

    /// <inheritdoc/>
    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        var text = Read();
        var execution = await BeginAsync(text, CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
        return Finish(text, await execution.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar()
    {
        var text = Read();
        return Finish(text, Begin(text, CommandBehavior.Default).ExecuteScalar());
    }

    /// <inheritdoc/>
    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        var text = Read();
        var execution = await BeginAsync(text, CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
        return Finish(text, await execution.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Prepares the command together with its bind on the server, where prepared statements may be kept: under the
    /// setting binding, or with <see cref="TenantDataSourceOptions.UnsafeKeepPreparedStatements"/>. Otherwise, and for a
    /// text of several statements or one that runs unbound, it only checks that a tenant is in scope.
    /// </summary>
    public override void Prepare()
    {
        var connection = Own.Required(_connection);
        var tenantId = connection.Tenant();
        if (connection.Prepares && connection.Bind(tenantId) is { } bind && IsOneOrdinary(Read()))
        {
            _prepared = new(connection, bind, Copy());
            _prepared.Batch.Prepare();
        }
    }

    /// <inheritdoc cref="Prepare"/>
    public override async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        var connection = Own.Required(_connection);
        var tenantId = connection.Tenant();
        if (!connection.Prepares)
        {
            return;
        }

        var bind = await connection.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
        if (bind is not null && IsOneOrdinary(Read()))
        {
            _prepared = new(connection, bind, Copy());
            await _prepared.Batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _prepared = null;
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _prepared = null;
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => new NpgsqlParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var text = Read(behavior);
        var connection = Own.Required(_connection);
        var reader = Begin(text, behavior).ExecuteReader(connection.InnerBehavior(behavior));
        return Finish(text, connection.Opened(reader, behavior));
    }

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var text = Read(behavior);
        var connection = Own.Required(_connection);
        var execution = await BeginAsync(text, behavior, cancellationToken).ConfigureAwait(false);
        var reader = await execution
            .ExecuteReaderAsync(connection.InnerBehavior(behavior), cancellationToken)
            .ConfigureAwait(false);
        return Finish(text, connection.Opened(reader, behavior));
    }

    private SqlText Read() => BoundBatch.Read(_user);

    /// <summary>A text that is only described does nothing, to a transaction neither.</summary>
    private SqlText Read(CommandBehavior behavior) => behavior.HasFlag(CommandBehavior.SchemaOnly) ? default : Read();

    private static bool IsOneOrdinary(SqlText text) => text is { Several: false, First: StatementKind.Ordinary };

    /// <summary>Rows are not asked for, so no tenant is needed to describe them.</summary>
    private static bool RunsUnbound(SqlText text, CommandBehavior behavior) =>
        behavior.HasFlag(CommandBehavior.SchemaOnly) || text.NeedsNoTenant;

    private Execution Begin(SqlText text, CommandBehavior behavior)
    {
        var connection = Own.Required(_connection);
        if (RunsUnbound(text, behavior))
        {
            return Unbound(connection, text);
        }

        var tenantId = connection.Tenant();
        return Begin(connection, text, tenantId, connection.Bind(tenantId));
    }

    private async ValueTask<Execution> BeginAsync(
        SqlText text,
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var connection = Own.Required(_connection);
        if (RunsUnbound(text, behavior))
        {
            return Unbound(connection, text);
        }

        var tenantId = connection.Tenant();
        var bind = await connection.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return Begin(connection, text, tenantId, bind);
    }

    private Execution Begin(TenantConnection connection, SqlText text, TenantId tenantId, NpgsqlParameter<string>? bind)
    {
        var wasInTransaction = connection.IsInTransaction;
        if (text.BeginsTransaction)
        {
            connection.TransactionBegan(tenantId);
        }

        if (text.Several)
        {
            return _running = new(connection, SeveralStatements(connection, bind));
        }

        if (text.BeginsTransaction)
        {
            return _running = new(connection, Plain(connection, _user.CommandText))
            {
                Failed = wasInTransaction ? null : _ => connection.TransactionEnded(),
            };
        }

        if (
            bind is not null
            && _prepared is not null
            && _prepared.TryBind(connection.Session(), bind.TypedValue!, _user, CommandTimeout, out var prepared)
        )
        {
            _sent = _prepared.Copy;
            return _running = new(connection, prepared);
        }

        var batch = new NpgsqlBatch(connection.Inner) { Timeout = CommandTimeout };
        if (bind is not null)
        {
            batch.BatchCommands.Add(BoundBatch.Bind(bind));
        }

        _sent = CommandType == CommandType.TableDirect ? Copy() : DriverCommand.Fresh(_user);
        batch.BatchCommands.Add(_sent);
        return _running = new(connection, batch);
    }

    private Execution Unbound(TenantConnection connection, SqlText text) =>
        _running = new(connection, Plain(connection, _user.CommandText))
        {
            Failed = text is { Several: false, EndsTransaction: true } ? EndFailed : null,
        };

    /// <summary>A commit that the server refuses has rolled back, unless it did not understand the text.</summary>
    private void EndFailed(PostgresException e)
    {
        if (e.SqlState != PostgresErrorCodes.SyntaxError)
        {
            _connection!.TransactionEnded();
        }
    }

    /// <summary>The user's command as a batch can carry it.</summary>
    private NpgsqlBatchCommand Copy() =>
        CommandType == CommandType.TableDirect ? BoundBatch.TableDirect(_user.CommandText) : DriverCommand.Copy(_user);

    /// <summary>
    /// A batch command takes one statement only, so the bind goes into the text, where the driver parts it again. Where
    /// parameters are positional PostgreSQL refuses several statements, and that is the error to show.
    /// </summary>
    private NpgsqlCommand SeveralStatements(TenantConnection connection, NpgsqlParameter<string>? bind)
    {
        if (bind is null || _user.Parameters.Any(parameter => parameter.ParameterName.Length == 0))
        {
            return Plain(connection, _user.CommandText);
        }

        if (_user.Parameters.Any(parameter => parameter.Direction != ParameterDirection.Input))
        {
            throw new NotSupportedException(
                "Output parameters need a command of one statement: make several commands."
            );
        }

        bind.ParameterName = BoundText.NewParameter();
        var command = Plain(connection, BoundText.Of(_user.CommandText, bind.ParameterName));
        command.Parameters.Add(bind);
        return command;
    }

    private NpgsqlCommand Plain(TenantConnection connection, string text)
    {
        var command = new NpgsqlCommand(text, connection.Inner)
        {
            CommandType = CommandType,
            CommandTimeout = CommandTimeout,
        };
        foreach (NpgsqlParameter parameter in _user.Parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }

    private T Finish<T>(SqlText text, T result)
    {
        if (text.EndsTransaction)
        {
            _connection!.TransactionEnded();
        }

        if (_sent is not null)
        {
            DriverCommand.TakeOutput(_sent, _user);
            _sent = null;
        }

        return result;
    }
}
