using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>
/// Puts <see cref="OwnershipConvention"/> behind the convention that takes unreachable types out of a model, and before
/// those that read its keys: of shared tables, of hierarchies, of generated values.
/// </summary>
internal sealed class OwnershipPlugin(OwnershipOptions options, ILoggerFactory logs) : IConventionSetPlugin
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        var finalizing = conventionSet.ModelFinalizingConventions;
        finalizing.Insert(
            finalizing.FindIndex(convention => convention is ModelCleanupConvention) + 1,
            new OwnershipConvention(options, logs.CreateLogger("Ringfence.EntityFrameworkCore"))
        );
        return conventionSet;
    }
}
