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
public sealed class TenantBatch : DbBatch
{
    /// <summary>Never executed: it holds the user's commands, which go into a batch of their own each time.</summary>
    private readonly NpgsqlBatch _commands = new();

    private TenantConnection? _connection;
    private TenantTransaction? _transaction;
    private Execution? _running;
    private int? _timeout;

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
    public override void Cancel() => _running?.Cancel();

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => Finish(Begin().ExecuteNonQuery());

    /// <inheritdoc/>
    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default)
    {
        var execution = await BeginAsync(cancellationToken).ConfigureAwait(false);
        return Finish(await execution.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar() => Finish(Begin().ExecuteScalar());

    /// <inheritdoc/>
    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default)
    {
        var execution = await BeginAsync(cancellationToken).ConfigureAwait(false);
        return Finish(await execution.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Does nothing but check that a tenant is in scope: each execution makes a batch of its own, whose statements the
    /// driver prepares by itself where <c>Max Auto Prepare</c> is set.
    /// </summary>
    public override void Prepare() => Own.Required(_connection).Tenant();

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
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var connection = Own.Required(_connection);
        var isOpened = false;
        try
        {
            var reader = Begin().ExecuteReader(connection.InnerBehavior(behavior));
            isOpened = true;
            return Finish(Opened(connection, reader, behavior));
        }
        finally
        {
            if (!isOpened && behavior.HasFlag(CommandBehavior.CloseConnection))
            {
                connection.Close();
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var connection = Own.Required(_connection);
        var isOpened = false;
        try
        {
            var execution = await BeginAsync(cancellationToken).ConfigureAwait(false);
            var reader = await execution
                .ExecuteReaderAsync(connection.InnerBehavior(behavior), cancellationToken)
                .ConfigureAwait(false);
            isOpened = true;
            return Finish(Opened(connection, reader, behavior));
        }
        finally
        {
            if (!isOpened && behavior.HasFlag(CommandBehavior.CloseConnection))
            {
                await connection.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private NpgsqlDataReader Opened(TenantConnection connection, NpgsqlDataReader reader, CommandBehavior behavior)
    {
        connection.Reading = this;
        return connection.Opened(reader, behavior);
    }

    private void Release()
    {
        _commands.BatchCommands.Clear();
        _commands.Dispose();
        _transaction = null;
    }

    private Execution Begin()
    {
        var connection = Own.Required(_connection);
        if (NeedsNoTenant())
        {
            if (RunsOutsideTransaction())
            {
                connection.Unbind();
            }

            return Begin(connection, bind: null);
        }

        var tenantId = connection.Tenant();
        return Begin(connection, tenantId, connection.Bind(tenantId));
    }

    private async ValueTask<Execution> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = Own.Required(_connection);
        if (NeedsNoTenant())
        {
            if (RunsOutsideTransaction())
            {
                await connection.UnbindAsync().ConfigureAwait(false);
            }

            return Begin(connection, bind: null);
        }

        var tenantId = connection.Tenant();
        return Begin(
            connection,
            tenantId,
            await connection.BindAsync(tenantId, cancellationToken).ConfigureAwait(false)
        );
    }

    private Execution Begin(TenantConnection connection, TenantId tenantId, NpgsqlParameter<string>? bind)
    {
        if (Texts().Any(text => text.BeginsTransaction))
        {
            connection.TransactionBegan(tenantId);
        }

        return Begin(connection, bind);
    }

    private Execution Begin(TenantConnection connection, NpgsqlParameter<string>? bind)
    {
        var batch = new NpgsqlBatch(connection.Inner) { Timeout = Timeout };
        BoundBatch.Fill(batch, _commands.BatchCommands, bind, connection.AutoPrepares);
        return _running = new(connection, batch);
    }

    private T Finish<T>(T result)
    {
        if (Texts().LastOrDefault(text => text.BeginsTransaction || text.EndsTransaction).EndsTransaction)
        {
            _connection!.TransactionEnded();
        }

        return result;
    }

    /// <summary>Transaction control runs whatever the scope is, also where a bind would fail.</summary>
    private bool NeedsNoTenant() => _commands.BatchCommands.Count > 0 && Texts().All(text => text.NeedsNoTenant);

    private bool RunsOutsideTransaction() => Texts().Any(text => text.First == StatementKind.OutsideTransaction);

    private IEnumerable<SqlText> Texts() => DbBatchCommands.Select(BoundBatch.Read);
}
