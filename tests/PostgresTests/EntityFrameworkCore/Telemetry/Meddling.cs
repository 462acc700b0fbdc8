using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PostgresTests.Limits;

namespace PostgresTests.EntityFrameworkCore.Telemetry;

/// <summary>An interceptor of somebody else's, under which time passes; it may answer for the commands.</summary>
internal sealed class Meddling(ManualTime time) : DbCommandInterceptor
{
    /// <summary>How long each command takes, by the clock of the test.</summary>
    public TimeSpan Takes { get; set; }

    public bool Answers { get; set; }

    /// <summary>The timeout of the last command.</summary>
    public int Timeout { get; private set; }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        See(command);
        return Answers ? InterceptionResult<DbDataReader>.SuppressWithResult(Rows()) : result;
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result
    )
    {
        See(command);
        return Answers ? InterceptionResult<int>.SuppressWithResult(0) : result;
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result
    )
    {
        See(command);
        return Answers ? InterceptionResult<object>.SuppressWithResult(true) : result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(ReaderExecuting(command, eventData, result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(NonQueryExecuting(command, eventData, result));

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(ScalarExecuting(command, eventData, result));

    private static System.Data.DataTableReader Rows()
    {
        using var table = new System.Data.DataTable();
        table.Columns.Add("Value", typeof(int));
        table.Rows.Add(42);
        return table.CreateDataReader();
    }

    private void See(DbCommand command)
    {
        Timeout = command.CommandTimeout;
        time.Pass(Takes);
    }
}
