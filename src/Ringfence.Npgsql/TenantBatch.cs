using System.Data;
using System.Data.Common;
using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>A batch that is bound to the tenant in scope when it is executed. Its commands are the driver's own.</summary>
/// <remarks>
/// When a command with named parameters, or one that the driver may prepare, is executed a second time a copy of it is, as
/// the driver bears no other use of it: its <c>RecordsAffected</c> then stays that of the first time. The batch's own
/// results are right.
/// </remarks>
public sealed class TenantBatch : DbBatch, IBound
{
    /// <summary>Never executed: it holds the user's commands, which go into a batch of their own each time.</summary>
    private readonly NpgsqlBatch _commands = new();

    private TenantConnection? _connection;
    private TenantTransaction? _transaction;
    private object? _running;
    private int? _timeout;
    private bool _isUnfinished;

    /// <inheritdoc/>
    public override int Timeout
    {
        get => _timeout ?? _connection?.Inner.CommandTimeout ?? _commands.Timeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _timeout = value;
        }
    }

    /// <inheritdoc/>
    protected override DbBatchCommandCollection DbBatchCommands => _commands.BatchCommands;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            if (!ReferenceEquals(_connection, value))
            {
                _connection = Own.Connection(value);
                _transaction = null;
            }
        }
    }

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
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default) =>
        Executions.NonQueryAsync(this, cancellationToken);

    /// <inheritdoc/>
    public override object? ExecuteScalar() => Executions.Scalar(this);

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default) =>
        Executions.ScalarAsync(this, cancellationToken);

    /// <summary>
    /// Does nothing but check that a tenant is in scope: each execution makes a batch of its own, whose statements the
    /// driver prepares by itself where <c>Max Auto Prepare</c> is set.
    /// </summary>
    public override void Prepare() => Own.Required(_connection, _transaction).Tenant();

    /// <inheritdoc cref="Prepare"/>
    public override Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Prepare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Release();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Release();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override DbBatchCommand CreateDbBatchCommand() => new NpgsqlBatchCommand();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Executions.Reader(this, behavior);

    /// <inheritdoc/>
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    ) => Executions.ReaderAsync(this, behavior, cancellationToken);

    TenantConnection IBound.Required() => Own.Required(_connection, _transaction);

    bool IBound.CanCarryReset(CommandBehavior behavior) => CanCarryReset(behavior);

    Execution IBound.Begin(CommandBehavior behavior)
    {
        var connection = Own.Required(_connection, _transaction);
        Tell(connection);
        var texts = BatchTexts.Read(_commands.BatchCommands);
        if (texts.NeedNoTenant)
        {
            if (texts.RunOutsideTransaction)
            {
                connection.Unbind();
            }

            connection.Reset();
            return Begin(connection, texts, argument: null, behavior);
        }

        var tenantId = connection.Tenant();
        if (connection.ResetsApart(CanCarryReset(behavior)))
        {
            connection.Reset();
        }

        return Begin(connection, texts, tenantId, connection.Bind(tenantId), behavior);
    }

    async Task<Execution> IBound.BeginAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        var connection = Own.Required(_connection, _transaction);
        Tell(connection);
        var texts = BatchTexts.Read(_commands.BatchCommands);
        if (texts.NeedNoTenant)
        {
            if (texts.RunOutsideTransaction)
            {
                await connection.UnbindAsync().ConfigureAwait(false);
            }

            await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
            return Begin(connection, texts, argument: null, behavior);
        }

        var tenantId = connection.Tenant();
        if (connection.ResetsApart(CanCarryReset(behavior)))
        {
            await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        }

        var argument = await connection.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return Begin(connection, texts, tenantId, argument, behavior);
    }

    void IBound.Opened(NpgsqlDataReader reader) => _connection!.Reading = this;

    void IBound.Finish(Execution execution)
    {
        _isUnfinished = false;
        if (execution.EndsTransaction)
        {
            _connection!.TransactionEnded();
        }
    }

    /// <summary>
    /// Where the first command is bound. Not with an error barrier: what stands behind one is executed whatever became of
    /// what stands before it.
    /// </summary>
    private bool CanCarryReset(CommandBehavior behavior)
    {
        var commands = _commands.BatchCommands;
        if (behavior.HasFlag(CommandBehavior.SchemaOnly) || commands.Count == 0)
        {
            return false;
        }

        for (var i = 0; i < commands.Count; i++)
        {
            if (commands[i].AppendErrorBarrier == true)
            {
                return false;
            }
        }

        return BoundBatch.Read(commands[0]).First == StatementKind.Ordinary;
    }

    private void Tell(TenantConnection connection)
    {
        if (connection.RentReset is null)
        {
            return;
        }

        foreach (NpgsqlBatchCommand command in _commands.BatchCommands)
        {
            connection.Sends(command.CommandType == CommandType.Text ? command.CommandText : null);
        }
    }

    private void Release()
    {
        _commands.BatchCommands.Clear();
        _commands.Dispose();
        _transaction = null;
    }

    private Execution Begin(
        TenantConnection connection,
        BatchTexts texts,
        TenantId tenantId,
        string? argument,
        CommandBehavior behavior
    )
    {
        if (texts.BeginTransaction)
        {
            connection.TransactionBegan(tenantId);
        }

        return Begin(connection, texts, argument, behavior);
    }

    private Execution Begin(TenantConnection connection, BatchTexts texts, string? argument, CommandBehavior behavior)
    {
        var mayHaveFailed = _isUnfinished;
        _isUnfinished = true;
        var batch = BatchToFill.Take(connection, this, argument, Timeout);
        var execution = new Execution(connection, batch.Batch, batch.Kept)
        {
            Cleans = batch.Clean is not null && !behavior.HasFlag(CommandBehavior.SchemaOnly),
            Reset = batch.Reset,
            IsWithin = batch.Around is not null,
            EndsTransaction = texts.EndTransaction,
        };
        var commands = _commands.BatchCommands;
        try
        {
            BoundBatch.Fill(batch, argument, commands, connection.AutoPrepares, mayHaveFailed);
        }
        catch (Exception e)
        {
            // Whatever it is, the batch is not sent.
            execution.Fail(e);
            throw;
        }

        _running = execution.Running;
        return execution;
    }
}
