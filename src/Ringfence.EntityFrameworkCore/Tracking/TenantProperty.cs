using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Tracking;

/// <summary>Remembers the tenant property of each entity type of a model in use.</summary>
internal static class TenantProperty
{
    private const string Annotation = "Ringfence:Tenant";

    /// <summary>Null where there is none.</summary>
    public static IProperty? Find(IEntityType entityType) =>
        entityType
            .GetOrAddRuntimeAnnotationValue(
                Annotation,
                static entityType => new Found((IProperty?)entityType!.FindTenantProperty()),
                entityType
            )
            .Property;

    /// <summary>A null is not remembered.</summary>
    private sealed record Found(IProperty? Property);
}
