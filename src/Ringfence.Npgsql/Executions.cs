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
        catch (Exception e)
        {
            execution.Fail(e);
            throw;
        }
    }

    public static async Task<int> NonQueryAsync(IBound bound, CancellationToken cancellationToken)
    {
        Execution execution = default;
        try
        {
            execution = bound.Required().BindsAhead
                ? await bound.BeginAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false)
                : bound.Begin(CommandBehavior.Default);
            execution = execution.Started();
            var result = await execution.NonQueryAsync(cancellationToken).ConfigureAwait(false);
            bound.Finish(execution);
            execution.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            execution.Fail(e);
            throw;
        }
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
        catch (Exception e)
        {
            execution.Fail(e);
            throw;
        }
    }

    public static async Task<object?> ScalarAsync(IBound bound, CancellationToken cancellationToken)
    {
        Execution execution = default;
        try
        {
            execution = bound.Required().BindsAhead
                ? await bound.BeginAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false)
                : bound.Begin(CommandBehavior.Default);
            execution = execution.Started();
            var result = await execution.ScalarAsync(cancellationToken).ConfigureAwait(false);
            bound.Finish(execution);
            execution.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            execution.Fail(e);
            throw;
        }
    }

    public static DbDataReader Reader(IBound bound, CommandBehavior behavior)
    {
        var connection = bound.Required();
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
        catch (Exception e)
        {
            try
            {
                execution.Fail(e);
            }
            finally
            {
                if (behavior.HasFlag(CommandBehavior.CloseConnection))
                {
                    connection.Close();
                }
            }

            throw;
        }
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
            execution = connection.BindsAhead
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
        catch (Exception e)
        {
            try
            {
                execution.Fail(e);
            }
            finally
            {
                if (behavior.HasFlag(CommandBehavior.CloseConnection))
                {
                    await connection.CloseAsync().ConfigureAwait(false);
                }
            }

            throw;
        }
    }
}
