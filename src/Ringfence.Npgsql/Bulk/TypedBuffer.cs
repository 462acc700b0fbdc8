namespace Ringfence.Npgsql.Bulk;

/// <summary>Values of a type that is known when the program is compiled.</summary>
internal sealed class TypedBuffer<T, TValue>(TargetColumn target, int capacity, Func<T, TValue> select)
    : ColumnBuffer<T>(target)
{
    private readonly TValue[] _values = new TValue[capacity];
    private int _count;

    public override int Add(T row)
    {
        var value = select(row);
        _values[_count++] = value;
        return Weight.Of(value);
    }

    public override BulkParameter Many() =>
        Target.Many(_count == _values.Length ? _values : _values.AsSpan(0, _count).ToArray());

    public override BulkParameter One(int index) => Target.One(_values[index]);

    public override void Clear()
    {
        Array.Clear(_values, 0, _count);
        _count = 0;
    }
}
