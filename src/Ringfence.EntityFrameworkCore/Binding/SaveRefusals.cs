using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Ringfence's own refusals come out of <c>SaveChanges</c> as they are: an update exception around them would say that
/// the entities were at fault.
/// </summary>
internal sealed class SaveRefusals : SaveChangesInterceptor
{
    public override void SaveChangesFailed(DbContextErrorEventData eventData) => Rethrow(eventData);

    public override Task SaveChangesFailedAsync(
        DbContextErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Rethrow(eventData);
        return Task.CompletedTask;
    }

    private static void Rethrow(DbContextErrorEventData eventData)
    {
        if (eventData.Exception is DbUpdateException { InnerException: RingfenceException refusal })
        {
            ExceptionDispatchInfo.Throw(refusal);
        }
    }
}
