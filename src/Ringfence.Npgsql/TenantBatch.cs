using System.Data;
using System.Data.Common;
using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>A batch that is bound to the tenant in scope when it is executed. Its commands are the driver's own.</summary>
/// <remarks>
/// When a command with parameters is executed a second time a copy of it is, as the driver bears no other use of it: its
/// <c>RecordsAffected</c> then stays that of the first time. The batch's own results are right.
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
        set => _timeout = value;
    }

    /// <inheritdoc/>
    protected override DbBatchCommandCollection DbBatchCommands => _commands.BatchCommands;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set => _connection = Own.Connection(value);
    }

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set => _transaction = Own.Transaction(value);
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
        _commands.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _commands.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override DbBatchCommand CreateDbBatchCommand() => new NpgsqlBatchCommand();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var execution = Begin();
        return Finish(Own.Required(_connection).Opened(execution.ExecuteReader(Inner(behavior)), behavior));
    }

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var execution = await BeginAsync(cancellationToken).ConfigureAwait(false);
        var reader = await execution.ExecuteReaderAsync(Inner(behavior), cancellationToken).ConfigureAwait(false);
        return Finish(Own.Required(_connection).Opened(reader, behavior));
    }

    private CommandBehavior Inner(CommandBehavior behavior) => Own.Required(_connection).InnerBehavior(behavior);

    private Execution Begin()
    {
        var connection = Own.Required(_connection);
        if (NeedsNoTenant())
        {
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

    private IEnumerable<SqlText> Texts() => DbBatchCommands.Select(BoundBatch.Read);
}
