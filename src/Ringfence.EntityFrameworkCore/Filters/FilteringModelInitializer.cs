using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Ringfence.EntityFrameworkCore.Keys;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Tracking;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>
/// Puts the tenant filter into a model when it comes into use, and has shadow tenants read. Before that the filter would
/// be in the way: EF Core writes no compiled model for one that has filters.
/// </summary>
internal sealed class FilteringModelInitializer(
    ModelRuntimeInitializerDependencies dependencies,
    RelationalModelRuntimeInitializerDependencies relationalDependencies,
    OwnershipOptions options
) : RelationalModelRuntimeInitializer(dependencies, relationalDependencies)
{
    private const string Annotation = "Ringfence:Initialized";

    /// <summary>Of a user's filter without a name; it is left out where all are.</summary>
    private const string Unnamed = "Ringfence.Unnamed";

    private static readonly Lock Initializing = new();

    public override IModel Initialize(
        IModel model,
        bool designTime = true,
        IDiagnosticsLogger<DbLoggerCategory.Model.Validation>? validationLogger = null
    )
    {
        var initialized = base.Initialize(model, designTime, validationLogger);

        // As with EF Core's own validation, what was compiled or is a snapshot of migrations was valid when it was made.
        if (validationLogger is not null)
        {
            FinishedKeys.Refuse(initialized, options);
        }

        if (InUse(initialized) is not { } runtime || IsInitialized(runtime))
        {
            return initialized;
        }

        lock (Initializing)
        {
            if (!IsInitialized(runtime))
            {
                ShadowTenants.Read(runtime);

                // Queries of a native program were written when it was built, with the filter.
                if (options.TenantFilter && RuntimeFeature.IsDynamicCodeSupported)
                {
                    AddFilters(runtime);
                }

                runtime.SetRuntimeAnnotation(Annotation, value: true);
            }
        }

        return initialized;
    }

    /// <summary>A model with what only migrations read has the one that queries read beside it.</summary>
    private static RuntimeModel? InUse(IModel model) =>
        model as RuntimeModel ?? model.FindRuntimeAnnotationValue(CoreAnnotationNames.ReadOnlyModel) as RuntimeModel;

    private static bool IsInitialized(RuntimeModel model) => model.FindRuntimeAnnotation(Annotation) is not null;

    [RequiresDynamicCode("A query that is written at run time needs code that is.")]
    private static void AddFilters(IModel model)
    {
        foreach (var entityType in model.GetEntityTypes())
        {
            if (entityType.BaseType is null && !entityType.IsOwned() && TenantProperty.Find(entityType) is { } property)
            {
                // The collection holds either named filters or one without a name, which gets one.
                var filters = entityType
                    .GetDeclaredQueryFilters()
                    .Select(filter => new RuntimeQueryFilter(filter.Key ?? Unnamed, filter.Expression!))
                    .Prepend(new(OwnershipOptions.TenantFilterName, TenantFilter.Of(entityType, property)));
                ((RuntimeEntityType)entityType).SetAnnotation(
                    CoreAnnotationNames.QueryFilter,
                    new QueryFilterCollection(filters)
                );
            }
        }
    }
}
