using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>Reads from a model, or the snapshot of one, which tables are tenants': each once, whoever shares it.</summary>
internal static class TenantTables
{
    /// <summary>Also those that another context's migrations make.</summary>
    public static ImmutableArray<TenantTable> Of(IReadOnlyModel? model)
    {
        if (model is null)
        {
            return [];
        }

        var tables = new Dictionary<(string?, string), TenantTable>();
        foreach (var entityType in model.GetEntityTypes())
        {
            if (
                entityType.GetTenantOwnership() == TenantOwnership.Tenant
                && entityType.FindTenantProperty() is { } tenant
            )
            {
                Add(tables, entityType, tenant);
            }
        }

        return
        [
            .. tables
                .Values.OrderBy(table => table.Schema, StringComparer.Ordinal)
                .ThenBy(table => table.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The tables, whosesoever their rows are, that another context's migrations make.</summary>
    public static ImmutableHashSet<(string? Schema, string Name)> Excluded(IReadOnlyModel? model) =>
        model is null
            ? []
            :
            [
                .. model
                    .GetEntityTypes()
                    .SelectMany(entityType =>
                        Places(entityType)
                            .Where(place => entityType.IsTableExcludedFromMigrations(place))
                            .Select(place => (place.Schema, place.Name))
                    ),
            ];

    /// <summary>A type may lie in several tables, each of which has the tenant in its key.</summary>
    private static void Add(
        Dictionary<(string?, string), TenantTable> tables,
        IReadOnlyEntityType entityType,
        IReadOnlyProperty tenant
    )
    {
        foreach (var place in Places(entityType))
        {
            if (tenant.GetColumnName(place) is { } column)
            {
                tables.TryAdd((place.Schema, place.Name), new(place.Schema, place.Name, column));
            }
        }
    }

    private static IEnumerable<StoreObjectIdentifier> Places(IReadOnlyEntityType entityType)
    {
        if (StoreObjectIdentifier.Create(entityType, StoreObjectType.Table) is { } main)
        {
            yield return main;
        }

        foreach (var fragment in entityType.GetMappingFragments(StoreObjectType.Table))
        {
            yield return fragment.StoreObject;
        }
    }
}
