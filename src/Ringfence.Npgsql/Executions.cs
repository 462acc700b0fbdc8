using System.Data;
using System.Data.Common;

namespace Ringfence.Npgsql;

/// <summary>
/// Executes commands and batches: in one place for both, and one asynchronous method deep, since each further one is
/// memory that every command takes. So is what a method awaits: a bind that travels with its statement is not awaited.
/// </summary>
internal static class Executions
{
    public static int NonQuery(IBound bound)
    {
        Execution execution = default;
        try
        {
            execution = bound.Begin(CommandBehavior.Default);
            execution = execution.Started();
            var result = execution.NonQuery();
            bound.Finish(execution);
            execution.Succeeded();
            return result;
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            if (!execution.Fail(e))
            {
                throw;
            }
        }

        return NonQuery(bound);
    }

    public static async Task<int> NonQueryAsync(IBound bound, CancellationToken cancellationToken)
    {
        Execution execution = default;
        try
        {
            execution = IsAhead(bound, CommandBehavior.Default)
                ? await bound.BeginAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false)
                : bound.Begin(CommandBehavior.Default);
            execution = execution.Started();
            var result = await execution.NonQueryAsync(cancellationToken).ConfigureAwait(false);
            bound.Finish(execution);
            execution.Succeeded();
            return result;
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            if (!execution.Fail(e))
            {
                throw;
            }
        }

        return await NonQueryAsync(bound, cancellationToken).ConfigureAwait(false);
    }

    public static object? Scalar(IBound bound)
    {
        Execution execution = default;
        try
        {
            execution = bound.Begin(CommandBehavior.Default);
            execution = execution.Started();
            var result = execution.Scalar();
            bound.Finish(execution);
            execution.Succeeded();
            return result;
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            if (!execution.Fail(e))
            {
                throw;
            }
        }

        return Scalar(bound);
    }

    public static async Task<object?> ScalarAsync(IBound bound, CancellationToken cancellationToken)
    {
        Execution execution = default;
        try
        {
            execution = IsAhead(bound, CommandBehavior.Default)
                ? await bound.BeginAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false)
                : bound.Begin(CommandBehavior.Default);
            execution = execution.Started();
            var result = await execution.ScalarAsync(cancellationToken).ConfigureAwait(false);
            bound.Finish(execution);
            execution.Succeeded();
            return result;
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            if (!execution.Fail(e))
            {
                throw;
            }
        }

        return await ScalarAsync(bound, cancellationToken).ConfigureAwait(false);
    }

    public static DbDataReader Reader(IBound bound, CommandBehavior behavior)
    {
        var connection = bound.Required();
        ThrowIfPast(connection, behavior);
        Execution execution = default;
        try
        {
            execution = bound.Begin(behavior);
            execution = execution.Started();
            var reader = execution.Reader(connection.InnerBehavior(behavior));
            bound.Opened(reader);
            bound.Finish(execution);
            execution.ReadBy(reader);
            return connection.Opened(reader, behavior);
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            var again = false;
            try
            {
                again = execution.Fail(e, behavior);
            }
            finally
            {
                if (!again && behavior.HasFlag(CommandBehavior.CloseConnection))
                {
                    connection.Close();
                }
            }

            if (!again)
            {
                throw;
            }
        }

        if (connection.State == ConnectionState.Closed)
        {
            connection.Open(); // The driver closed it with its reader, as it was told to.
        }

        return Reader(bound, behavior);
    }

    public static async Task<DbDataReader> ReaderAsync(
        IBound bound,
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var connection = bound.Required();
        ThrowIfPast(connection, behavior);
        Execution execution = default;
        try
        {
            execution = IsAhead(bound, behavior)
                ? await bound.BeginAsync(behavior, cancellationToken).ConfigureAwait(false)
                : bound.Begin(behavior);
            execution = execution.Started();
            var reader = await execution
                .ReaderAsync(connection.InnerBehavior(behavior), cancellationToken)
                .ConfigureAwait(false);
            bound.Opened(reader);
            bound.Finish(execution);
            execution.ReadBy(reader);
            return connection.Opened(reader, behavior);
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            var again = false;
            try
            {
                again = execution.Fail(e, behavior);
            }
            finally
            {
                if (!again && behavior.HasFlag(CommandBehavior.CloseConnection))
                {
                    await connection.CloseAsync().ConfigureAwait(false);
                }
            }

            if (!again)
            {
                throw;
            }
        }

        if (connection.State == ConnectionState.Closed)
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false); // As in Reader.
        }

        return await ReaderAsync(bound, behavior, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="NotSupportedException">Keys are asked for, and the driver does not reset sessions.</exception>
    private static void ThrowIfPast(TenantConnection connection, CommandBehavior behavior)
    {
        if (behavior.HasFlag(CommandBehavior.KeyInfo) && connection.RentReset is not null)
        {
            throw new NotSupportedException(
                "For CommandBehavior.KeyInfo the driver reads keys on another connection of the pool, past what resets its"
                    + " session here. Read without it, or with a data source without ResetWithBind or UnsafeResetOnlyIfDirty."
            );
        }
    }

    /// <summary>Whether something is sent before the statement, and not with it: then that is awaited.</summary>
    private static bool IsAhead(IBound bound, CommandBehavior behavior)
    {
        var connection = bound.Required();
        return connection.BindsAhead || (connection.MustReset && connection.ResetsApart(bound.CanCarryReset(behavior)));
    }
}
