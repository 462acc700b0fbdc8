using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Ringfence.Npgsql.Bulk;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>
/// Checks entities as they are read, so that nothing that they hold is left out unsaid, and gives them the keys that EF
/// Core makes.
/// </summary>
internal sealed class EntityRows<T>
    where T : class
{
    private readonly EntityTable _table;
    private readonly string _entityType;
    private readonly List<EntityColumn> _given = [];
    private readonly List<EntityColumn> _left = [];

    /// <param name="table">Where they go.</param>
    /// <param name="entityType">What they are called.</param>
    /// <param name="first">Says which columns are left to the server, of those that may be.</param>
    public EntityRows(EntityTable table, string entityType, T first)
    {
        _table = table;
        _entityType = entityType;
        foreach (var column in table.Columns)
        {
            (column.IsStoreGenerated && column.IsUnset(first) ? _left : _given).Add(column);
        }
    }

    public BulkInsert<T> Insert()
    {
        if (_given.Count == 0)
        {
            throw new BulkEntityException(_entityType, "Its entities leave all columns to the server.");
        }

        var insert = new BulkInsert<T>(_table.Name);
        _given.ForEach(column => column.AddTo(insert));
        return insert;
    }

    /// <summary>All that the enumerator has, from its current one on.</summary>
    public async IAsyncEnumerable<T> ReadAsync(
        IAsyncEnumerator<T> entities,
        TenantId tenantId,
        TenantIdType type,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var row = 0L;
        do
        {
            var entity = Required(entities.Current);
            Check(entity, row, tenantId, type);
            await GenerateAsync(entity, row, cancellationToken).ConfigureAwait(false);
            yield return entity;
            row++;
        } while (await entities.MoveNextAsync().ConfigureAwait(false));
    }

    public static T Required(T? entity) => entity ?? throw new ArgumentException("An entity is null.", nameof(entity));

    private static bool IsFilled(object? value) =>
        value switch
        {
            null => false,
            ICollection { Count: 0 } => false,
            IEnumerable many => many.Cast<object?>().Any(),
            _ => true,
        };

    private void Check(T entity, long row, TenantId tenantId, TenantIdType type)
    {
        foreach (var (name, value) in _table.Apart)
        {
            if (IsFilled(value(entity)))
            {
                throw Refused(row, name, "Navigations are not followed; leave them empty, and set the foreign key.");
            }
        }

        foreach (var source in _table.Tenants)
        {
            if (!source.IsUnset(entity) && !IsOf(source.Value(entity), tenantId, type))
            {
                throw Refused(row, source.Property.Name, "It is not the tenant in scope. Leave it to the server.");
            }
        }

        foreach (var column in _left)
        {
            if (!column.IsUnset(entity))
            {
                throw Refused(row, Name(column), "It is set here, and the first entity leaves it to the server.");
            }
        }

        foreach (var column in _given)
        {
            if (column.IsStoreGenerated && column.IsUnset(entity))
            {
                throw Refused(row, Name(column), "It is left to the server here, and set in the first entity.");
            }
        }
    }

    private static string Name(EntityColumn column) => column.Sources[0].Property.Name;

    private static bool IsOf(object? value, TenantId tenantId, TenantIdType type) =>
        TenantId.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), type, out var found)
        && found == tenantId;

    private async ValueTask GenerateAsync(T entity, long row, CancellationToken cancellationToken)
    {
        foreach (var (source, generator) in _table.Generated)
        {
            if (!source.Has(entity) || !source.IsUnset(entity))
            {
                continue;
            }

            if (generator is null)
            {
                throw Refused(row, source.Property.Name, "The model's own code makes its values for entries; set it.");
            }

            // The generators that are EF Core's and the provider's own look at no entry, and these entities have none.
            var value = await generator.NextAsync(null!, cancellationToken).ConfigureAwait(false);
            Set(source, entity, value);
        }
    }

    private static void Set(ColumnSource source, T entity, object? value)
    {
        switch (source.Property.GetMemberInfo(forMaterialization: false, forSet: true))
        {
            case PropertyInfo property when property.GetIndexParameters().Length > 0:
                property.SetValue(entity, value, [source.Property.Name]);
                break;
            case PropertyInfo property:
                property.SetValue(entity, value);
                break;
            case FieldInfo field:
                field.SetValue(entity, value);
                break;
        }
    }

    private BulkRowException Refused(long row, string property, string reason) =>
        new(_entityType, row, property, reason);
}
