using System.Data;
using System.Data.Common;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>A transaction of the tenant in scope when it began; a statement under another scope is refused in it.</summary>
public sealed class TenantTransaction : DbTransaction
{
    private readonly TenantConnection _connection;
    private readonly NpgsqlTransaction _inner;
    private bool _over;

    internal TenantTransaction(TenantConnection connection, NpgsqlTransaction inner)
    {
        _connection = connection;
        _inner = inner;
    }

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => _inner.IsolationLevel;

    /// <inheritdoc/>
    public override bool SupportsSavepoints => true;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection => _inner.Connection is null ? null : _connection;

    /// <inheritdoc/>
    public override void Commit()
    {
        try
        {
            _inner.Commit();
        }
        catch (PostgresException)
        {
            End(); // What cannot be committed is rolled back.
            throw;
        }

        End();
    }

    /// <inheritdoc/>
    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException)
        {
            End(); // As in Commit.
            throw;
        }

        End();
    }

    /// <inheritdoc/>
    public override void Rollback()
    {
        _inner.Rollback();
        End();
    }

    /// <inheritdoc/>
    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await _inner.RollbackAsync(cancellationToken).ConfigureAwait(false);
        End();
    }

    /// <inheritdoc/>
    public override void Save(string savepointName) => _inner.Save(savepointName);

    /// <inheritdoc/>
    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) =>
        _inner.SaveAsync(savepointName, cancellationToken);

    /// <inheritdoc/>
    public override void Rollback(string savepointName) => _inner.Rollback(savepointName);

    /// <inheritdoc/>
    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        _inner.RollbackAsync(savepointName, cancellationToken);

    /// <inheritdoc/>
    public override void Release(string savepointName) => _inner.Release(savepointName);

    /// <inheritdoc/>
    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) =>
        _inner.ReleaseAsync(savepointName, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_over)
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
            End();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_over)
        {
            _inner.Dispose();
            End();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Once: the connection may be in another transaction when this object is disposed, and the driver uses its own object
    /// for that one again.
    /// </summary>
    private void End()
    {
        if (!_over)
        {
            _over = true;
            _connection.TransactionEnded();
        }
    }
}
