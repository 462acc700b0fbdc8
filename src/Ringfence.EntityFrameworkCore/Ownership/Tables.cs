using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Where the rows of an entity type lie, in a model that is not finished.</summary>
internal static class Tables
{
    public static bool HasOwn(IReadOnlyEntityType entityType) =>
        entityType.GetTableName() is not null && !entityType.IsMappedToJson();

    public static string Name(IReadOnlyEntityType entityType) => entityType.GetSchemaQualifiedTableName()!;

    /// <summary>Whether an owned type lies in the table of its owner.</summary>
    public static bool IsOwners(IReadOnlyEntityType entityType) =>
        entityType.FindOwnership()?.PrincipalEntityType is { } owner
        && (
            entityType.IsMappedToJson()
            || entityType.GetSchemaQualifiedTableName() == owner.GetSchemaQualifiedTableName()
        );
}
