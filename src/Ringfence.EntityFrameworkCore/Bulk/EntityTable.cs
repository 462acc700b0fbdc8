using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>The one table that entities of a type are rows of, and which column takes what of them.</summary>
internal sealed class EntityTable
{
    private readonly IEntityType _type;
    private readonly ITable _table;
    private readonly IValueGeneratorSelector _generators;
    private readonly string? _tenantColumn;
    private readonly Dictionary<string, EntityColumn> _columns = new(StringComparer.Ordinal);
    private readonly List<(string Name, Func<object, object?> Value)> _apart = [];
    private readonly List<(ColumnSource Source, ValueGenerator? Generator)> _generated = [];
    private readonly List<ColumnSource> _tenants = [];

    /// <exception cref="BulkEntityException">It is not the rows of one table.</exception>
    public EntityTable(IEntityType type, IValueGeneratorSelector generators)
    {
        _type = type;
        _generators = generators;
        _table = TableOf(type);
        _tenantColumn = type.FindTenantProperty() is IProperty tenant ? _table.FindColumn(tenant)?.Name : null;
        Read(type.GetFlattenedProperties(), type.GetNavigations(), type.GetSkipNavigations(), entity => entity);
        RefuseJson(type.GetFlattenedComplexProperties());
        foreach (var derived in type.GetDerivedTypes())
        {
            RefuseJson(derived.GetFlattenedComplexProperties());
            Read(
                derived.GetFlattenedDeclaredProperties(),
                derived.GetDeclaredNavigations(),
                derived.GetDeclaredSkipNavigations(),
                entity => derived.ClrType.IsInstanceOfType(entity) ? entity : null
            );
        }

        if (_columns.Count == 0)
        {
            throw new BulkEntityException(type.DisplayName(), "The server fills all columns of its table.");
        }
    }

    /// <summary>As SQL has it.</summary>
    public string Name =>
        _table.Schema is { } schema
            ? new SqlTable(SqlName.Parse(schema), SqlName.Parse(_table.Name)).Quoted
            : SqlName.Parse(_table.Name).Quoted;

    public IReadOnlyCollection<EntityColumn> Columns => _columns.Values;

    /// <summary>The navigations to what has rows of its own, which nobody would insert.</summary>
    public IReadOnlyList<(string Name, Func<object, object?> Value)> Apart => _apart;

    /// <summary>Properties whose values EF Core makes itself; without a generator where the model's own code does.</summary>
    public IReadOnlyList<(ColumnSource Source, ValueGenerator? Generator)> Generated => _generated;

    /// <summary>Where an entity says whose it is, which is left to the server.</summary>
    public IReadOnlyList<ColumnSource> Tenants => _tenants;

    private static ITable TableOf(IEntityType type)
    {
        ITable[] tables =
        [
            .. type.GetDerivedTypesInclusive()
                .Where(concrete => !concrete.IsAbstract())
                .SelectMany(concrete => concrete.GetTableMappings())
                .Select(mapping => mapping.Table)
                .Distinct(),
        ];
        if (tables is not [var table])
        {
            throw new BulkEntityException(
                type.DisplayName(),
                tables.Length == 0
                    ? "The model maps it to no table."
                    : $"The model spreads it over the tables {string.Join(", ", tables.Select(found => found.Name))}. Where each"
                        + " type of a hierarchy has a whole table, insert into the set of each."
            );
        }

        var sharing = table
            .EntityTypeMappings.Select(mapping => mapping.TypeBase)
            .OfType<IEntityType>()
            .FirstOrDefault(other => other.GetRootType() != type.GetRootType() && !other.IsOwned());
        return sharing is null
            ? table
            : throw new BulkEntityException(
                type.DisplayName(),
                $"Its rows are those of {sharing.DisplayName()} too, in table {table.Name}. Use SaveChanges."
            );
    }

    private void Read(
        IEnumerable<IProperty> properties,
        IEnumerable<INavigation> navigations,
        IEnumerable<ISkipNavigation> skipNavigations,
        Func<object, object?> owner
    )
    {
        foreach (var property in properties)
        {
            if (_table.FindColumn(property)?.Name is { } column)
            {
                Read(property, column, owner);
            }
        }

        foreach (var navigation in navigations)
        {
            if (!navigation.ForeignKey.IsOwnership)
            {
                AddApart(navigation, owner);
            }
            else if (!navigation.IsOnDependent)
            {
                ReadOwned(navigation, owner);
            }
        }

        foreach (var navigation in skipNavigations)
        {
            AddApart(navigation, owner);
        }
    }

    private void ReadOwned(INavigation navigation, Func<object, object?> owner)
    {
        var owned = navigation.TargetEntityType;
        if (owned.IsMappedToJson())
        {
            throw Json(navigation);
        }

        if (navigation.IsCollection || owned.GetTableMappings().Any(mapping => mapping.Table != _table))
        {
            AddApart(navigation, owner);
            return;
        }

        RefuseJson(owned.GetFlattenedComplexProperties());
        var getter = navigation.GetGetter();
        Read(
            owned.GetFlattenedProperties(),
            owned.GetNavigations(),
            owned.GetSkipNavigations(),
            entity => owner(entity) is { } found ? getter.GetClrValueUsingContainingEntity(found) : null
        );
    }

    private void Read(IProperty property, string column, Func<object, object?> owner)
    {
        if (column == _tenantColumn)
        {
            if (!property.IsShadowProperty())
            {
                _tenants.Add(new(property, owner));
            }
        }
        else if (property == _type.FindDiscriminatorProperty())
        {
            _columns[column] = new(column) { Discriminator = Discriminator(property) };
        }
        else if (
            !property.IsShadowProperty()
            && property.GetComputedColumnSql() is null
            && property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save
        )
        {
            Add(property, column, owner);
        }
    }

    private void Add(IProperty property, string column, Func<object, object?> owner)
    {
        var source = new ColumnSource(property, owner);
        var isGenerated = IsGenerated(property, out var generator);
        if (isGenerated)
        {
            _generated.Add((source, generator));
        }

        if (!_columns.TryGetValue(column, out var found))
        {
            found = new(column)
            {
                IsStoreGenerated = !isGenerated && property.ValueGenerated.HasFlag(ValueGenerated.OnAdd),
            };
            _columns.Add(column, found);
        }

        found.Add(source);
    }

    /// <summary>By the client, rather than by the server; EF Core does so for keys, and for whatever has code of its own.</summary>
    private bool IsGenerated(IProperty property, out ValueGenerator? generator)
    {
        generator = null;
        return property.GetValueGeneratorFactory() is not null
            || (
                property.ValueGenerated.HasFlag(ValueGenerated.OnAdd)
                && property.IsKey()
                && !property.IsForeignKey()
                && _generators.TrySelect(property, property.DeclaringType, out generator)
                && generator is { GeneratesTemporaryValues: false }
            );
    }

    private Func<object, object?> Discriminator(IProperty property)
    {
        var converter = property.GetTypeMapping().Converter;
        var values = _type
            .GetDerivedTypesInclusive()
            .Where(concrete => !concrete.IsAbstract())
            .ToDictionary(
                concrete => concrete.ClrType,
                concrete =>
                    converter is null
                        ? concrete.GetDiscriminatorValue()
                        : converter.ConvertToProvider(concrete.GetDiscriminatorValue())
            );
        return entity =>
        {
            for (var type = entity.GetType(); type is not null; type = type.BaseType)
            {
                if (values.TryGetValue(type, out var value))
                {
                    return value;
                }
            }

            throw new BulkEntityException(entity.GetType().Name, "The model does not know the type.");
        };
    }

    private void AddApart(INavigationBase navigation, Func<object, object?> owner)
    {
        if (!navigation.IsShadowProperty())
        {
            var getter = navigation.GetGetter();
            _apart.Add(
                (
                    navigation.Name,
                    entity => owner(entity) is { } found ? getter.GetClrValueUsingContainingEntity(found) : null
                )
            );
        }
    }

    private void RefuseJson(IEnumerable<IComplexProperty> complexProperties)
    {
        foreach (var property in complexProperties)
        {
            if (property.ComplexType.IsMappedToJson())
            {
                throw Json(property);
            }
        }
    }

    private BulkEntityException Json(IPropertyBase property) =>
        new(_type.DisplayName(), $"Only EF Core writes {property.Name} as JSON. Use SaveChanges.");
}
