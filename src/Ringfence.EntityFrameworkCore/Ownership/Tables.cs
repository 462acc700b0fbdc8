using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Where the rows of an entity type lie, in a model that is not finished.</summary>
internal static class Tables
{
    /// <summary>The abstract root of a hierarchy may have none, and each type that derives from it one.</summary>
    public static bool HasOwn(IReadOnlyEntityType entityType) =>
        !entityType.IsMappedToJson()
        && entityType.GetDerivedTypesInclusive().Any(type => type.GetTableName() is not null);

    /// <summary>Null where it lies in none itself.</summary>
    public static string? FindName(IReadOnlyEntityType entityType) =>
        entityType.IsMappedToJson() ? null : entityType.GetSchemaQualifiedTableName();

    /// <summary>Whether an owned type lies in the table of its owner.</summary>
    public static bool IsOwners(IReadOnlyEntityType entityType) =>
        entityType.FindOwnership()?.PrincipalEntityType is { } owner
        && (
            entityType.IsMappedToJson()
            || entityType.GetSchemaQualifiedTableName() == owner.GetSchemaQualifiedTableName()
        );
}
