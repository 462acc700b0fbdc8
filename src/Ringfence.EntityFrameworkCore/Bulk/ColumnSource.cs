using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>Where a column's value is found: in a property of the entity, of a complex value in it, or of one it owns.</summary>
internal sealed class ColumnSource
{
    private readonly Func<object, object?> _owner;
    private readonly IComplexProperty[] _within;
    private readonly ValueConverter? _converter;

    /// <param name="property">Not a shadow property.</param>
    /// <param name="owner">From the entity to the one that has the property; null where there is none.</param>
    public ColumnSource(IProperty property, Func<object, object?> owner)
    {
        Property = property;
        _owner = owner;
        _within = [.. Within(property.DeclaringType).Reverse().Where(complex => complex.IsNullable)];
        _converter = property.GetTypeMapping().Converter;
        ProviderType = _converter?.ProviderClrType ?? property.ClrType;
    }

    public IProperty Property { get; }

    /// <summary>What the driver is given.</summary>
    public Type ProviderType { get; }

    /// <summary>Whether the entity has the property; another of its hierarchy may not.</summary>
    public bool Has(object entity) => _owner(entity) is not null;

    /// <summary>Whether it was not set, as far as EF Core tells that from its default.</summary>
    public bool IsUnset(object entity) =>
        _owner(entity) is not { } owner || Property.GetGetter().HasSentinelValueUsingContainingEntity(owner);

    /// <summary>As the driver takes it.</summary>
    public object? Value(object entity)
    {
        if (_owner(entity) is not { } owner)
        {
            return null;
        }

        foreach (var complex in _within)
        {
            if (complex.GetGetter().GetClrValueUsingContainingEntity(owner) is null)
            {
                return null;
            }
        }

        return Converted(Property.GetGetter().GetClrValueUsingContainingEntity(owner));
    }

    public object? Converted(object? value) =>
        _converter is null || (value is null && !_converter.ConvertsNulls)
            ? value
            : _converter.ConvertToProvider(value);

    private static IEnumerable<IComplexProperty> Within(ITypeBase type)
    {
        while (type is IComplexType complex)
        {
            yield return complex.ComplexProperty;
            type = complex.ComplexProperty.DeclaringType;
        }
    }
}
