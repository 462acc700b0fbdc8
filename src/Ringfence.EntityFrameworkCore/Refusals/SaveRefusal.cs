using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence.EntityFrameworkCore.Telemetry;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.EntityFrameworkCore.Refusals;

/// <summary>
/// Ringfence's own refusals come out of <c>SaveChanges</c> as they are: an update exception around them would say that
/// the entities were at fault. A row that a policy refused has EF Core's exception, and with it the entries, inside.
/// </summary>
internal static class SaveRefusal
{
    /// <summary>Null for what is no refusal.</summary>
    public static RingfenceException? Find(DbContext context, DbUpdateException update)
    {
        // What was refused before it was sent was counted there.
        if (update.InnerException is not PostgresException e)
        {
            return update.InnerException as RingfenceException;
        }

        RingfenceException? refusal = Refusal.Is(e) ? Refusal.From(e) : RowRefusal.Find(context.Model, e, update);
        return refusal is null ? null : ContextTenant.Counted(context, refusal);
    }
}
