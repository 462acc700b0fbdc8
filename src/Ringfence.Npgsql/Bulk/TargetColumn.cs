using System.Numerics;
using Npgsql;

namespace Ringfence.Npgsql.Bulk;

/// <summary>A column of the table, as the catalog has it.</summary>
internal sealed record TargetColumn
{
    public required string Name { get; init; }

    /// <summary>The name as the server quotes it.</summary>
    public required string Quoted { get; init; }

    /// <summary>The type, of a domain the one beneath it, as the driver knows it: with its schema, unquoted.</summary>
    public required string DriverType { get; init; }

    /// <summary>The same as the server quotes it.</summary>
    public required string SqlType { get; init; }

    /// <summary>The server converts any number to the type by itself.</summary>
    public required bool IsNumber { get; init; }

    /// <summary>A value is an array or a row, which <c>unnest</c> would take apart, or of a type that there are no arrays of.</summary>
    public required bool IsCompound { get; init; }

    private bool IsText => DriverType is "pg_catalog.text" or "pg_catalog.varchar";

    /// <summary>The values as an array of this column's type.</summary>
    public BulkParameter Many<TValue>(TValue[] values) => Parameter<TValue, TValue[]>(values, "[]");

    /// <summary>One value of this column's type.</summary>
    public BulkParameter One<TValue>(TValue value) => Parameter<TValue, TValue>(value, "");

    /// <summary>One value whose type only it tells.</summary>
    public BulkParameter OneOf(object value) =>
        new(new() { Value = value, DataTypeName = IsNumber && IsNumeric(value.GetType()) ? null : DriverType }, "");

    private BulkParameter Parameter<TValue, TSent>(TSent value, string suffix)
    {
        var parameter = new NpgsqlParameter<TSent> { TypedValue = value };
        if (typeof(TValue) == typeof(string))
        {
            return new(parameter, IsText ? "" : $"::pg_catalog.text{suffix}::{SqlType}{suffix}");
        }

        // Else the driver would go by the value alone: a UTC time would be shifted to the session's zone by the server.
        if (!IsNumber || !IsNumeric(typeof(TValue)))
        {
            parameter.DataTypeName = DriverType + suffix;
        }

        return new(parameter, "");
    }

    private static bool IsNumeric(Type type)
    {
        var number = Nullable.GetUnderlyingType(type) ?? type;
        return number == typeof(int)
            || number == typeof(long)
            || number == typeof(short)
            || number == typeof(sbyte)
            || number == typeof(decimal)
            || number == typeof(double)
            || number == typeof(float)
            || number == typeof(BigInteger);
    }
}
