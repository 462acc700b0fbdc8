using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Tenant ids as values of a tenant property.</summary>
internal static class TenantValues
{
    private const string Annotation = "Ringfence:TenantValue";

    /// <summary>The CLR type that the provider reads and writes the database's tenant ids as.</summary>
    public static Type ProviderType(TenantIdType tenantIdType) =>
        tenantIdType switch
        {
            TenantIdType.Uuid => typeof(Guid),
            TenantIdType.BigInt => typeof(long),
            TenantIdType.Integer => typeof(int),
            TenantIdType.Text => typeof(string),
            _ => throw new ArgumentOutOfRangeException(nameof(tenantIdType), tenantIdType, message: null),
        };

    /// <summary>The tenant as the property holds it; never null.</summary>
    /// <param name="property">A tenant property of a model in use.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <exception cref="TenantIdInvalidException">The tenant is not of the property's type.</exception>
    public static object Of(IProperty property, TenantId tenantId) =>
        property.GetOrAddRuntimeAnnotationValue(Annotation, static property => Conversion(property!), property)(
            tenantId
        );

    private static Func<TenantId, object> Conversion(IProperty property)
    {
        var converter = property.GetTypeMapping().Converter;
        var type = converter?.ProviderClrType ?? property.ClrType;
        var parse = Parsing(Nullable.GetUnderlyingType(type) ?? type);
        return converter is null ? parse : tenantId => converter.ConvertFromProvider(parse(tenantId))!;
    }

    private static Func<TenantId, object> Parsing(Type type) =>
        type switch
        {
            _ when type == typeof(Guid) => tenantId =>
                Guid.Parse(Canonical(tenantId, TenantIdType.Uuid), CultureInfo.InvariantCulture),
            _ when type == typeof(long) => tenantId =>
                long.Parse(Canonical(tenantId, TenantIdType.BigInt), CultureInfo.InvariantCulture),
            _ when type == typeof(int) => tenantId =>
                int.Parse(Canonical(tenantId, TenantIdType.Integer), CultureInfo.InvariantCulture),
            _ => tenantId => tenantId.Value,
        };

    private static string Canonical(TenantId tenantId, TenantIdType type) => TenantId.Parse(tenantId.Value, type).Value;
}
