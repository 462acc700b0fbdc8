using System.Data;
using System.Data.Common;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>A transaction of the tenant in scope when it began; a statement under another scope is refused in it.</summary>
public sealed class TenantTransaction : DbTransaction
{
    private readonly TenantConnection _connection;
    private readonly NpgsqlTransaction _inner;
    private readonly object _rent;
    private bool _over;
    private bool _disposed;

    internal TenantTransaction(TenantConnection connection, NpgsqlTransaction inner)
    {
        _connection = connection;
        _inner = inner;
        _rent = connection.Rent;
    }

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => Inner.IsolationLevel;

    /// <inheritdoc/>
    public override bool SupportsSavepoints => true;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection => Inner.Connection is null ? null : _connection;

    /// <summary>Whether it was committed, rolled back or disposed.</summary>
    internal bool IsOver => _over;

    /// <summary>Whether its connection was closed, by whomever, before it was ended: the server has rolled it back.</summary>
    internal bool IsGone => !_over && !ReferenceEquals(_rent, _connection.Rent);

    /// <summary>Whether the driver's transaction is not begun: nothing was executed in it, so that nothing is to be ended.</summary>
    private bool HasLeft => !_over && !IsGone && _connection.RentReset is { HasLeft: true };

    /// <summary>Whether it ended with a failure that was told: what ends it then does not fail again.</summary>
    private bool HasLost => !_over && _connection.RentReset is { } reset && reset.HasLost(_rent);

    /// <summary>After it was disposed the driver may use its object for the connection's next transaction.</summary>
    private NpgsqlTransaction Inner =>
        _disposed ? throw new ObjectDisposedException(nameof(TenantTransaction), innerException: null) : _inner;

    /// <summary>Of a command that is to be executed in it.</summary>
    internal static InvalidOperationException Gone() =>
        new("The transaction has ended with the connection that it began on, which was closed: begin another.");

    /// <inheritdoc/>
    public override void Commit()
    {
        if (HasLeft)
        {
            End();
            return;
        }

        try
        {
            Inner.Commit();
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
        if (HasLeft)
        {
            End();
            return;
        }

        try
        {
            await Inner.CommitAsync(cancellationToken).ConfigureAwait(false);
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
        if (!HasLeft && !HasLost)
        {
            Inner.Rollback();
        }

        End();
    }

    /// <inheritdoc/>
    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        if (!HasLeft && !HasLost)
        {
            await Inner.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }

        End();
    }

    /// <inheritdoc/>
    public override void Save(string savepointName)
    {
        _connection.Reset();
        Inner.Save(savepointName);
    }

    /// <inheritdoc/>
    public override async Task SaveAsync(string savepointName, CancellationToken cancellationToken = default)
    {
        await _connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        await Inner.SaveAsync(savepointName, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Rollback(string savepointName)
    {
        _connection.Reset();
        Inner.Rollback(savepointName);
    }

    /// <inheritdoc/>
    public override async Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default)
    {
        await _connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        await Inner.RollbackAsync(savepointName, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Release(string savepointName)
    {
        _connection.Reset();
        Inner.Release(savepointName);
    }

    /// <inheritdoc/>
    public override async Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default)
    {
        await _connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        await Inner.ReleaseAsync(savepointName, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_over)
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
            End();
        }

        _disposed = true;

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

        _disposed = true;

        base.Dispose(disposing);
    }

    /// <summary>
    /// Once, and only while the connection is open that it began on: that may be in another transaction when this object is
    /// disposed, and the driver uses its own object for that one again.
    /// </summary>
    private void End()
    {
        if (!_over)
        {
            if (!IsGone)
            {
                _connection.TransactionEnded();
            }

            _over = true;
        }
    }
}
