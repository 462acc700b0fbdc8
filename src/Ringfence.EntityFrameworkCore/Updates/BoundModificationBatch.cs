using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

namespace Ringfence.EntityFrameworkCore.Updates;

/// <summary>
/// A batch of <c>SaveChanges</c> whose answer begins with that of the bind. The provider counts the statements from the
/// first: it would take the bind's count of rows for that of the first update, and not see that one was lost.
/// </summary>
internal sealed class BoundModificationBatch(ModificationCommandBatchFactoryDependencies dependencies, int maxBatchSize)
    : NpgsqlModificationCommandBatch(dependencies, maxBatchSize)
{
    /// <summary>What there is next to read of the batch's answer.</summary>
    private enum Answer
    {
        None,
        Row,
        Lost,
    }

    protected override void Consume(RelationalDataReader reader)
    {
        var at = 0;
        var isTrailing = false;
        try
        {
            while (Next(reader, ref at) is var next and not Answer.None)
            {
                if (next is Answer.Lost || !reader.Read() || SaysNoRow(reader, at))
                {
                    ThrowAggregateUpdateConcurrencyException(reader, at, 1, 0);
                }

                ModificationCommands[at].PropagateResults(reader);
                at++; // What fails from here on is the next one's.
                isTrailing = reader.DbDataReader.NextResult();
            }

            WarnOf(isTrailing);
        }
        // Whatever went wrong went wrong with these entries: EF Core's users are told which.
        catch (Exception e) when (e is not (DbUpdateException or OperationCanceledException or RingfenceException))
        {
            throw Failed(at, e);
        }
    }

    protected override async Task ConsumeAsync(
        RelationalDataReader reader,
        CancellationToken cancellationToken = default
    )
    {
        var at = 0;
        var isTrailing = false;
        try
        {
            while (Next(reader, ref at) is var next and not Answer.None)
            {
                if (
                    next is Answer.Lost
                    || !await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    || SaysNoRow(reader, at)
                )
                {
                    await ThrowAggregateUpdateConcurrencyExceptionAsync(reader, at, 1, 0, cancellationToken)
                        .ConfigureAwait(false);
                }

                ModificationCommands[at].PropagateResults(reader);
                at++; // What fails from here on is the next one's.
                isTrailing = await reader.DbDataReader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }

            WarnOf(isTrailing);
        }
        // Whatever went wrong went wrong with these entries: EF Core's users are told which.
        catch (Exception e) when (e is not (DbUpdateException or OperationCanceledException or RingfenceException))
        {
            throw Failed(at, e);
        }
    }

    /// <summary>Passes by the commands that answer with no row and were carried out.</summary>
    private Answer Next(RelationalDataReader reader, ref int at)
    {
        for (; at < ModificationCommands.Count; at++)
        {
            if (ResultSetMappings[at].HasFlag(ResultSetMapping.HasResultRow))
            {
                return Answer.Row;
            }

            if (IsLost(reader, at))
            {
                return Answer.Lost;
            }
        }

        return Answer.None;
    }

    /// <summary>Whether an update or delete found no row; a stored procedure does not say.</summary>
    private bool IsLost(RelationalDataReader reader, int at)
    {
#pragma warning disable CS0618 // The counts of single statements are nowhere else (dotnet/efcore#18990).
        var statements = ((NpgsqlDataReader)reader.DbDataReader).Statements;
#pragma warning restore CS0618
        var binds = statements.Count - ModificationCommands.Count;
        return ModificationCommands[at].StoreStoredProcedure is null && statements[at + binds].Rows != 1;
    }

    /// <summary>Whether a stored procedure's output says that it changed nothing.</summary>
    private bool SaysNoRow(RelationalDataReader reader, int at)
    {
        var command = ModificationCommands[at];
        if (command.RowsAffectedColumn is not { } rowsAffected)
        {
            return false;
        }

        var ordinal = command
            .ColumnModifications.Where(column =>
                column.Column
                    is IStoreStoredProcedureParameter
                    {
                        Direction: ParameterDirection.Output or ParameterDirection.InputOutput
                    }
            )
            .TakeWhile(column => column.Column != rowsAffected)
            .Count();
        return reader.DbDataReader.GetInt32(ordinal) != 1;
    }

    private void WarnOf(bool isTrailing)
    {
        if (isTrailing)
        {
            Dependencies.UpdateLogger.UnexpectedTrailingResultSetWhenSaving();
        }
    }

    /// <summary>An error after the last command's answer, as of a deferred trigger, is the last command's.</summary>
    private DbUpdateException Failed(int at, Exception cause) =>
        new(
            "An error occurred while saving the entity changes. See the inner exception for details.",
            cause,
            ModificationCommands[Math.Min(at, ModificationCommands.Count - 1)].Entries
        );
}
