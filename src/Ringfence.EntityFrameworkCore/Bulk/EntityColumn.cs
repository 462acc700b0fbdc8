using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Ringfence.Npgsql.Bulk;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>A column that entities may fill.</summary>
internal sealed class EntityColumn(string name)
{
    private readonly List<ColumnSource> _sources = [];

    public string Name { get; } = name;

    /// <summary>Several where types of one hierarchy, or an entity and what it owns, share the column.</summary>
    public IReadOnlyList<ColumnSource> Sources => _sources;

    /// <summary>It may be left to the server: it has a default there, or is an identity.</summary>
    public bool IsStoreGenerated { get; init; }

    /// <summary>The value by the entity's type, where that is what the column says.</summary>
    public Func<object, object?>? Discriminator { get; init; }

    public void Add(ColumnSource source) => _sources.Add(source);

    public bool IsUnset(object entity) => _sources.TrueForAll(source => source.IsUnset(entity));

    public void AddTo<T>(BulkInsert<T> insert)
        where T : class
    {
        var type = _sources.Count == 0 ? typeof(object) : _sources[0].ProviderType;
        if (type == typeof(object) || !RuntimeFeature.IsDynamicCodeSupported)
        {
            // Of these types arrays are made without reflection: those that the data source's rows of objects have.
            insert.Column(Name, row => Value(row));
            return;
        }

        if (type.IsValueType && Nullable.GetUnderlyingType(type) is null)
        {
            type = typeof(Nullable<>).MakeGenericType(type);
        }

        typeof(EntityColumn)
            .GetMethod(nameof(AddTyped), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(T), type)
            .Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, [insert], culture: null);
    }

    [SuppressMessage("Style", "IDE0051", Justification = "by reflection, for a type that the model alone knows")]
    private void AddTyped<T, TValue>(BulkInsert<T> insert)
        where T : class => insert.Column(Name, row => (TValue?)Value(row));

    private object? Value(object entity)
    {
        if (Discriminator is not null)
        {
            return Discriminator(entity);
        }

        foreach (var source in _sources)
        {
            if (source.Has(entity))
            {
                return source.Value(entity);
            }
        }

        return null;
    }
}
