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
        Execution execution = default;
        try
        {
            execution = bound.Begin(behavior);
            execution = execution.Started();
            var inner = connection.InnerBehavior(behavior);
            var reader = execution.Reader(inner);
            bound.Opened(reader);
            bound.Finish(execution);
            execution.ReadBy(reader);
            return connection.Opened(reader, closes: inner != behavior);
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            var again = false;
            try
            {
                again = execution.Fail(e);
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

        return Reader(bound, behavior);
    }

    public static async Task<DbDataReader> ReaderAsync(
        IBound bound,
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var connection = bound.Required();
        Execution execution = default;
        try
        {
            execution = IsAhead(bound, behavior)
                ? await bound.BeginAsync(behavior, cancellationToken).ConfigureAwait(false)
                : bound.Begin(behavior);
            execution = execution.Started();
            var inner = connection.InnerBehavior(behavior);
            var reader = await execution.ReaderAsync(inner, cancellationToken).ConfigureAwait(false);
            bound.Opened(reader);
            bound.Finish(execution);
            execution.ReadBy(reader);
            return connection.Opened(reader, closes: inner != behavior);
        }
        // Whatever it is, it is thrown on, unless the same is sent again.
        catch (Exception e)
        {
            var again = false;
            try
            {
                again = execution.Fail(e);
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

        return await ReaderAsync(bound, behavior, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether something is sent before the statement, and not with it: then that is awaited.</summary>
    private static bool IsAhead(IBound bound, CommandBehavior behavior)
    {
        var connection = bound.Required();
        return connection.BindsAhead || (connection.MustReset && connection.ResetsApart(bound.CanCarryReset(behavior)));
    }
}
