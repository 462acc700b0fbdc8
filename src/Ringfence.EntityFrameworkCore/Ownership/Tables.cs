using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Where the rows of an entity type lie, in a model that is not finished.</summary>
internal static class Tables
{
    public static bool HasOwn(IReadOnlyEntityType root) => Names(root).Any();

    /// <summary>Of a hierarchy with a table for each type that there are entities of, the root may have none.</summary>
    public static IEnumerable<string> Names(IReadOnlyEntityType root) =>
        root.IsMappedToJson()
            ? []
            : root.GetDerivedTypesInclusive()
                .Where(entityType => entityType.GetTableName() is not null)
                .Select(entityType => entityType.GetSchemaQualifiedTableName()!)
                .Distinct();

    /// <summary>Whether an owned type lies in the table of its owner.</summary>
    public static bool IsOwners(IReadOnlyEntityType entityType) =>
        entityType.FindOwnership()?.PrincipalEntityType is { } owner
        && (
            entityType.IsMappedToJson()
            || entityType.GetSchemaQualifiedTableName() == owner.GetSchemaQualifiedTableName()
        );
}
