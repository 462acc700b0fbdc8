using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Tracking;

/// <summary>Makes the finders behind <c>Find</c>, loading and reading again.</summary>
internal sealed class TenantFinderSource : EntityFinderSource
{
    private static readonly MethodInfo Make = typeof(TenantFinderSource).GetMethod(
        nameof(MakerOf),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private readonly ConcurrentDictionary<Type, Maker> _makers = [];

    private delegate IEntityFinder Maker(
        IStateManager stateManager,
        IDbSetSource setSource,
        IDbSetCache setCache,
        IEntityType entityType,
        IProperty tenant
    );

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "As in the class that it derives from.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Of classes there is one instantiation for all.")]
    public override IEntityFinder Create(
        IStateManager stateManager,
        IDbSetSource setSource,
        IDbSetCache setCache,
        IEntityType type
    )
    {
        if (
            TenantProperty.Find(type) is not { } tenant
            || type.FindPrimaryKey() is not { Properties: { Count: > 1 } properties }
            || !properties.Contains(tenant)
        )
        {
            return base.Create(stateManager, setSource, setCache, type);
        }

        var maker = _makers.GetOrAdd(
            type.ClrType,
            static clrType => (Maker)Make.MakeGenericMethod(clrType).Invoke(obj: null, parameters: null)!
        );
        return maker(stateManager, setSource, setCache, type, tenant);
    }

    private static Maker MakerOf<TEntity>()
        where TEntity : class =>
        (stateManager, setSource, setCache, entityType, tenant) =>
            new TenantFinder<TEntity>(stateManager, setSource, setCache, entityType, tenant);
}
