using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Where the rows of an entity type lie, in a model that need not be finished.</summary>
internal static class EntityTables
{
    /// <summary>Whether rows of the type, or of one that derives from it, lie in a table.</summary>
    public static bool HasOwn(IReadOnlyEntityType entityType) =>
        !entityType.IsMappedToJson() && entityType.GetDerivedTypesInclusive().Any(type => Find(type) is not null);

    /// <summary>The table of the type itself, with its schema; null for a view, or an abstract type of a TPC hierarchy.</summary>
    public static string? Find(IReadOnlyEntityType entityType) =>
        Place(entityType) is { } other ? Find(other)
        : IsUndone(entityType) ? null
        : entityType.GetSchemaQualifiedTableName();

    /// <summary>Whether an owned type lies in the table of its owner.</summary>
    public static bool IsOwners(IReadOnlyEntityType entityType) =>
        entityType.FindOwnership()?.PrincipalEntityType is { } owner
        && (entityType.IsMappedToJson() || Find(entityType) == Find(owner));

    /// <summary>The type in whose table it lies, unless something else was said; null where that is its own.</summary>
    private static IReadOnlyEntityType? Place(IReadOnlyEntityType entityType)
    {
        if (entityType.BaseType is not null)
        {
            return entityType.GetMappingStrategy() is null or RelationalAnnotationNames.TphMappingStrategy
                ? entityType.GetRootType()
                : null;
        }

        return
            entityType.FindAnnotation(RelationalAnnotationNames.TableName) is null
            && !HasOtherSource(entityType)
            && entityType.FindOwnership() is { IsUnique: true } ownership
            ? ownership.PrincipalEntityType
            : null;
    }

    /// <summary>
    /// Whether its table is one that EF Core takes away in the end, since each type of which the context has a set is given
    /// one at first; or one that nothing writes, as beside the function that a type without a key is read from.
    /// </summary>
    private static bool IsUndone(IReadOnlyEntityType entityType) =>
        (entityType as IConventionEntityType)?.GetTableNameConfigurationSource() is ConfigurationSource.Convention
        && (
            entityType.GetViewName() is not null
            || (entityType.FindPrimaryKey() is null && HasOtherSource(entityType))
            || (
                entityType.GetMappingStrategy() == RelationalAnnotationNames.TpcMappingStrategy
                && entityType.IsAbstract()
            )
        );

    private static bool HasOtherSource(IReadOnlyEntityType entityType) =>
        (entityType.GetViewName() ?? entityType.GetFunctionName() ?? entityType.GetSqlQuery()) is not null;
}
