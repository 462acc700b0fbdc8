using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Ringfence.EntityFrameworkCore.Keys;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Finds or adds the tenant property of tenant-owned types, and has the server alone set it.</summary>
/// <remarks>
/// To EF Core the property is one that is never generated, and that an <c>insert</c> leaves out. Were it generated, then
/// EF Core would wait for it before it sends what refers to it: the rows of a graph would take another flight. Its value
/// is known beforehand, since it is the tenant in scope.
/// </remarks>
internal static class TenantProperties
{
    private const string Default = "ringfence.tenant()";

    /// <summary>What a shadow property takes from the model's other tenant properties, so that keys of both can meet.</summary>
    private static readonly string[] Taken =
    [
        CoreAnnotationNames.ValueConverter,
        CoreAnnotationNames.ValueConverterType,
        CoreAnnotationNames.ValueComparer,
        CoreAnnotationNames.ValueComparerType,
        CoreAnnotationNames.ProviderValueComparer,
        CoreAnnotationNames.ProviderValueComparerType,
        CoreAnnotationNames.ProviderClrType,
        CoreAnnotationNames.MaxLength,
        RelationalAnnotationNames.ColumnType,
        RelationalAnnotationNames.Collation,
    ];

    public static TenantMap Add(ModelOwnership ownership, OwnershipOptions options)
    {
        var tenants = new TenantMap();
        var roots = ownership.TenantRoots();
        var own = roots.Select(root => root.FindProperty(Name(root))).FirstOrDefault(property => property is not null);
        foreach (var root in roots)
        {
            if (!options.UnsafeKeysWithoutTenant || !EntityTables.IsOwners(root))
            {
                var property = root.FindProperty(Name(root));
                if (property is null && (EntityTables.HasOwn(root) || root.IsMappedToJson() || IsNamed(root)))
                {
                    property = AddTo(root, Name(root), own, options.TenantIdType);
                }

                if (property is not null)
                {
                    RefuseOtherType(property, own, options.TenantIdType);
                    Configure(property);
                    tenants.Add(root, property);
                }
            }
        }

        return tenants;

        bool IsNamed(IReadOnlyEntityType root) => ownership.PropertyName(root) is not null;

        string Name(IReadOnlyEntityType root) =>
            ownership.PropertyName(root)
            ?? (
                root.FindOwnership() is { } owning && root.FindProperty(options.TenantProperty) is null
                    ? NameByOwner(owning)
                    : options.TenantProperty
            );

        // What refers to a row that is a tenant says whose it is; the tenant's own key may be named like another one here.
        string NameByOwner(IReadOnlyForeignKey owning) =>
            Name(owning.PrincipalEntityType.GetRootType()) is var name
            && owning.PrincipalKey.Properties is [var key]
            && key.Name == name
                ? owning.Properties[0].Name
                : name;
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2072",
        Justification = "The model has properties of the type, or .NET has."
    )]
    private static IMutableProperty AddTo(
        IMutableEntityType root,
        string name,
        IReadOnlyProperty? own,
        TenantIdType tenantIdType
    )
    {
        if (root.GetDerivedTypes().FirstOrDefault(type => type.FindDeclaredProperty(name) is not null) is { } derived)
        {
            throw new TenantPropertyException(
                root.DisplayName(),
                name,
                $"{name} is a property of {derived.DisplayName()} and not of {root.DisplayName()}, which it derives from."
                    + " Move it to the root of the hierarchy."
            );
        }

        var clrType = own?.ClrType ?? TenantValues.ProviderType(tenantIdType);
        var property = root.AddProperty(name, Nullable.GetUnderlyingType(clrType) ?? clrType);
        foreach (var annotation in Taken)
        {
            if (own?.FindAnnotation(annotation) is { } taken)
            {
                property.SetAnnotation(annotation, taken.Value);
            }
        }

        return property;
    }

    private static void RefuseOtherType(IReadOnlyProperty property, IReadOnlyProperty? own, TenantIdType tenantIdType)
    {
        var clrType = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var entityType = property.DeclaringType.DisplayName();
        if (own is not null && (Nullable.GetUnderlyingType(own.ClrType) ?? own.ClrType) != clrType)
        {
            throw new TenantPropertyException(
                entityType,
                property.Name,
                $"{entityType}.{property.Name} is of type {clrType.Name}, and {own.DeclaringType.DisplayName()}.{own.Name}"
                    + $" of type {own.ClrType.Name}. Give all tenant properties of the model one type."
            );
        }

        var stored = property.GetValueConverter()?.ProviderClrType ?? property.GetProviderClrType() ?? clrType;
        if ((Nullable.GetUnderlyingType(stored) ?? stored) != TenantValues.ProviderType(tenantIdType))
        {
            throw new TenantPropertyException(
                entityType,
                property.Name,
                $"{entityType}.{property.Name} is stored as {stored.Name}, and the database's tenant ids are of type"
                    + $" {tenantIdType.SqlName()}. Give it the type {TenantValues.ProviderType(tenantIdType).Name} or a"
                    + " conversion to that, or set OwnershipOptions.TenantIdType."
            );
        }
    }

    private static void Configure(IMutableProperty property)
    {
        if (property.IsNullable)
        {
            property.IsNullable = false;
        }

        property.ValueGenerated = ValueGenerated.Never;
        property.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
        property.RemoveAnnotation(RelationalAnnotationNames.DefaultValue);
        if (!property.DeclaringType.IsMappedToJson())
        {
            property.SetDefaultValueSql(Default);
        }
    }
}
