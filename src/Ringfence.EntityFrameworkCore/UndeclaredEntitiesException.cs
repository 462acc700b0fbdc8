using System.Collections.Immutable;

namespace Ringfence.EntityFrameworkCore;

/// <summary>The model does not say of some entity types whose their rows are.</summary>
public sealed class UndeclaredEntitiesException : RingfenceException
{
    internal UndeclaredEntitiesException(ImmutableArray<string> entityTypes)
        : base(
            "RF7002",
            $"The model does not say whose the rows of these entity types are: {string.Join(", ", entityTypes)}. Write"
                + " entity.IsTenantOwned() or entity.IsShared() for each, or [TenantOwned] or [Shared] on its class."
        )
    {
        EntityTypes = entityTypes;
    }

    /// <summary>Their names, in alphabetical order.</summary>
    public ImmutableArray<string> EntityTypes { get; }
}
