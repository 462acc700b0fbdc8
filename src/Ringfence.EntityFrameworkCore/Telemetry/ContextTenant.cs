using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Ringfence.EntityFrameworkCore.Telemetry;

/// <summary>
/// What a context refuses before there is a command, of which the binding would tell, is counted as what that refuses.
/// </summary>
internal static class ContextTenant
{
    /// <summary>The tenant in scope.</summary>
    /// <exception cref="TenantMissingException">There is none.</exception>
    public static TenantId Get(DbContext context) =>
        TenantScope.Current ?? throw Counted(context, new TenantMissingException());

    /// <summary>Counts a refusal that is about to be thrown.</summary>
    public static T Counted<T>(DbContext context, T refusal)
        where T : RingfenceException
    {
        context
            .GetService<IDbContextOptions>()
            .FindExtension<RingfenceOptionsExtension>()
            ?.Source?.Telemetry.Refused(refusal);
        return refusal;
    }
}
