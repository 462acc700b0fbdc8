using System.Globalization;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>An entity of a bulk insert holds what would not be inserted, or lacks what must be. No row was inserted.</summary>
public sealed class BulkRowException : RingfenceException
{
    /// <param name="entityType">The entity type's name.</param>
    /// <param name="row">Which entity, counted from 0.</param>
    /// <param name="property">The property or navigation.</param>
    /// <param name="reason">What is wrong with it, and what to do.</param>
    public BulkRowException(string entityType, long row, string property, string reason)
        : base(
            "RF7021",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{entityType} {row}, {property}: {reason} No row was inserted."
            )
        )
    {
        EntityType = entityType;
        Row = row;
        Property = property;
    }

    /// <summary>The entity type's name.</summary>
    public string EntityType { get; }

    /// <summary>Which entity among all that were given, counted from 0.</summary>
    public long Row { get; }

    /// <summary>The property or navigation.</summary>
    public string Property { get; }
}
