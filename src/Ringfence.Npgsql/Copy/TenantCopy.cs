using System.Data.Common;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql.Copy;

/// <summary>
/// A <c>copy</c> that runs bound, and the transaction it is bound in. Dispose it, and not what is in it: that ends the
/// copy, then the transaction where it is the copy's own.
/// </summary>
/// <remarks>
/// The connection can run nothing else meanwhile. A copy that was not read, or not completed, to its end is cancelled, and
/// its own transaction rolled back.
/// </remarks>
/// <typeparam name="TDriver">The driver's own reader, writer or stream.</typeparam>
public sealed class TenantCopy<TDriver> : IDisposable, IAsyncDisposable
    where TDriver : class, IDisposable
{
    private readonly DbTransaction? _own;
    private readonly RunningStatement? _running;
    private bool _over;

    internal TenantCopy(TDriver driver, DbTransaction? own, RunningStatement? running)
    {
        _running = running;
        Driver = driver;
        _own = own;
    }

    /// <summary>The driver's own reader, writer or stream.</summary>
    public TDriver Driver { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        using (_own)
        {
            DisposeDriver();
            _own?.Commit(); // What was cancelled has failed, and a failed transaction that is committed is rolled back.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        try
        {
            await DisposeDriverAsync().ConfigureAwait(false);
            if (_own is not null)
            {
                await _own.CommitAsync(CancellationToken.None).ConfigureAwait(false); // As in Dispose.
            }
        }
        finally
        {
            if (_own is not null)
            {
                await _own.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private void DisposeDriver()
    {
        try
        {
            Driver.Dispose();
        }
        finally
        {
            _running?.Succeeded();
        }
    }

    private async ValueTask DisposeDriverAsync()
    {
        if (Driver is not IAsyncDisposable driver)
        {
            DisposeDriver();
            return;
        }

        try
        {
            await driver.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _running?.Succeeded();
        }
    }
}
