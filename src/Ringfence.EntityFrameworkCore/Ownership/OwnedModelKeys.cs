using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>
/// Keeps models apart by what is said of ownership. The services that have them do so already, but for a cache that the
/// user shares between them.
/// </summary>
internal sealed class OwnedModelKeys(ModelCacheKeyFactoryDependencies dependencies, OwnershipOptions options)
    : ModelCacheKeyFactory(dependencies)
{
    public override object Create(DbContext context, bool designTime) =>
        (base.Create(context, designTime), options.Key);
}
