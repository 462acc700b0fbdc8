using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Ringfence.EntityFrameworkCore.Refusals;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Ringfence's own refusals come out of <c>SaveChanges</c> as they are: an update exception around them would say that
/// the entities were at fault. A row that a policy refused has EF Core's exception, and with it the entries, inside.
/// </summary>
/// <param name="source">Null for a context that only migrates.</param>
internal sealed class SaveRefusals(TenantDataSource? source) : SaveChangesInterceptor
{
    public override void SaveChangesFailed(DbContextErrorEventData eventData)
    {
        if (eventData.Exception is DbUpdateException { InnerException: RingfenceException refusal })
        {
            ExceptionDispatchInfo.Throw(refusal);
        }

        if (eventData.Exception is not DbUpdateException { InnerException: PostgresException e } update)
        {
            return;
        }

        // Either may come while the answers of a batch are read, where no command fails.
        RingfenceException? refused = Refusal.Is(e)
            ? Refusal.From(e)
            : RowRefusal.Find(eventData.Context?.Model, e, update);
        if (refused is not null)
        {
            source?.Telemetry.Refused(refused);
            throw refused;
        }
    }

    public override Task SaveChangesFailedAsync(
        DbContextErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        SaveChangesFailed(eventData);
        return Task.CompletedTask;
    }
}
