using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Keys;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Whose the rows of each entity type of a model are: said of it, or of what it hangs on.</summary>
internal sealed class ModelOwnership(IMutableModel model, OwnershipOptions options)
{
    private readonly Dictionary<IReadOnlyEntityType, OwnershipDeclaration?> _roots = [];

    /// <summary>The roots of which each row is one tenant's.</summary>
    public IEnumerable<IMutableEntityType> TenantRoots() =>
        Roots().Where(root => Of(root) == TenantOwnership.Tenant).ToList();

    public TenantOwnership Of(IReadOnlyEntityType entityType) =>
        Declaration(entityType.GetRootType())?.Ownership ?? TenantOwnership.Undeclared;

    /// <summary>The tenant property that was named for the type; null where none was.</summary>
    public string? PropertyName(IReadOnlyEntityType entityType) => Declaration(entityType.GetRootType())?.PropertyName;

    public void RefuseUndeclared()
    {
        var undeclared = Roots()
            .Where(root => !root.IsOwned() && Of(root) == TenantOwnership.Undeclared)
            .Select(root => root.DisplayName())
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();
        if (options.UndeclaredEntities == UndeclaredEntities.Refuse && !undeclared.IsEmpty)
        {
            throw new UndeclaredEntitiesException(undeclared);
        }

        var inTables = model.GetEntityTypes().Where(entityType => !entityType.IsMappedToJson());
        foreach (var table in inTables.GroupBy(EntityTables.Find).Where(table => table.Key is not null))
        {
            if (table.DistinctBy(Of).Skip(1).FirstOrDefault() is { } other)
            {
                throw new OwnershipConflictException(
                    $"{table.First().DisplayName()} and {other.DisplayName()} share the table {table.Key}, and are not"
                        + " owned alike. Declare both tenant-owned, or both shared."
                );
            }
        }
    }

    /// <summary>Writes on each root what it is, and takes away what was said of others.</summary>
    public void Write(TenantMap tenants)
    {
        foreach (var entityType in model.GetEntityTypes())
        {
            OwnershipDeclaration.Remove(entityType);
            if (entityType.BaseType is not null || Of(entityType) is TenantOwnership.Undeclared)
            {
                continue;
            }

            // A document has no column, and its rows are those of the table that it is in.
            var name = entityType.IsMappedToJson() ? null : tenants.Find(entityType)?.Name;
            OwnershipDeclaration.Write(entityType, new(Of(entityType), name));
        }
    }

    private IEnumerable<IMutableEntityType> Roots() =>
        model.GetEntityTypes().Where(entityType => entityType.BaseType is null);

    private OwnershipDeclaration? Declaration(IReadOnlyEntityType root)
    {
        if (!_roots.TryGetValue(root, out var declaration))
        {
            _roots[root] = declaration = Resolve(root);
        }

        return declaration;
    }

    private OwnershipDeclaration? Resolve(IReadOnlyEntityType root)
    {
        var said = OwnershipDeclaration.Find(root);
        foreach (var derived in root.GetDerivedTypes())
        {
            if (OwnershipDeclaration.Find(derived) is { } other && !Agrees(said, other))
            {
                throw new OwnershipConflictException(
                    $"{derived.DisplayName()} is declared otherwise than {root.DisplayName()}, which it derives from."
                        + " Declare the root of the hierarchy alone."
                );
            }
        }

        if (root.FindOwnership() is { } owning)
        {
            var owner = Of(owning.PrincipalEntityType);
            return said is null || said.Ownership == owner
                ? new(owner, said?.PropertyName)
                : throw new OwnershipConflictException(
                    $"{root.DisplayName()} is declared otherwise than its owner"
                        + $" {owning.PrincipalEntityType.DisplayName()}. Declare the owner alone."
                );
        }

        if (said is not null)
        {
            return said;
        }

        return root.FindProperty(options.TenantProperty) is not null
            ? new(TenantOwnership.Tenant, PropertyName: null)
            : OfEnds(root);
    }

    /// <summary>A derived class inherits the attribute of its root's, and may say it again.</summary>
    private static bool Agrees(OwnershipDeclaration? root, OwnershipDeclaration derived) =>
        root is not null
        && root.Ownership == derived.Ownership
        && (derived.PropertyName is null || derived.PropertyName == root.PropertyName);

    /// <summary>Of a join type: it is a tenant's where one of its ends is.</summary>
    private OwnershipDeclaration? OfEnds(IReadOnlyEntityType root)
    {
        var ends = root.GetForeignKeys()
            .Where(foreignKey => foreignKey.GetReferencingSkipNavigations().Any())
            .Select(foreignKey => Of(foreignKey.PrincipalEntityType))
            .ToHashSet();
        return ends switch
        {
            _ when ends.Contains(TenantOwnership.Tenant) => new(TenantOwnership.Tenant, PropertyName: null),
            { Count: > 0 } when ends.All(end => end == TenantOwnership.Shared) => new(
                TenantOwnership.Shared,
                PropertyName: null
            ),
            _ => null,
        };
    }
}
