using System.Collections;
using System.Net;
using System.Numerics;

namespace Ringfence.Npgsql.Bulk;

/// <summary>
/// Values whose type only they tell. An array of a type that is not in the list here could only be made by reflection,
/// which is not for programs compiled ahead of time.
/// </summary>
internal sealed class ObjectBuffer<T>(TargetColumn target, int capacity, Func<T, object?> select)
    : ColumnBuffer<T>(target)
{
    private readonly object?[] _values = new object?[capacity];
    private int _count;

    public override int Add(T row)
    {
        var value = select(row) switch
        {
            DBNull => null,
            byte number => (short)number,
            char character => character.ToString(),
            var other => other,
        };
        _values[_count++] = value;
        return Weight.Of(value);
    }

    public override BulkParameter Many() =>
        Array.Find(_values, value => value is not null) switch
        {
            null or string => References<string>(),
            int => Structs<int>(),
            long => Structs<long>(),
            short => Structs<short>(),
            sbyte => Structs<sbyte>(),
            decimal => Structs<decimal>(),
            double => Structs<double>(),
            float => Structs<float>(),
            BigInteger => Structs<BigInteger>(),
            bool => Structs<bool>(),
            Guid => Structs<Guid>(),
            DateTime => Structs<DateTime>(),
            DateTimeOffset => Structs<DateTimeOffset>(),
            DateOnly => Structs<DateOnly>(),
            TimeOnly => Structs<TimeOnly>(),
            TimeSpan => Structs<TimeSpan>(),
            byte[] => References<byte[]>(),
            BitArray => References<BitArray>(),
            IPAddress => References<IPAddress>(),
            var other => throw Mistyped(other.GetType(), "a type that rows of objects can hold"),
        };

    public override BulkParameter One(int index) =>
        _values[index] switch
        {
            null => Target.OneOf(DBNull.Value),
            string text => Target.One(text),
            var other => Target.OneOf(other),
        };

    public override void Clear()
    {
        Array.Clear(_values, 0, _count);
        _count = 0;
    }

    private BulkParameter Structs<TValue>()
        where TValue : struct
    {
        var values = new TValue?[_count];
        for (var i = 0; i < _count; i++)
        {
            values[i] = _values[i] switch
            {
                null => null,
                TValue value => value,
                var other => throw Mistyped(other.GetType(), $"the {typeof(TValue)} of the rows before"),
            };
        }

        return Target.Many(values);
    }

    private BulkParameter References<TValue>()
        where TValue : class
    {
        var values = new TValue?[_count];
        for (var i = 0; i < _count; i++)
        {
            values[i] = _values[i] switch
            {
                null => null,
                TValue value => value,
                var other => throw Mistyped(other.GetType(), $"the {typeof(TValue)} of the rows before"),
            };
        }

        return Target.Many(values);
    }

    private InvalidCastException Mistyped(Type found, string expected) =>
        new(
            $"Column {Target.Name}: found a value of type {found}, not {expected}. Give the column one type, by"
                + " new BulkInsert<T>(table).Column(name, row => value)."
        );
}
