using System.Collections.Immutable;
using Npgsql;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog;

/// <summary>The row that a query is at, its columns by name.</summary>
internal sealed class Row(NpgsqlDataReader reader)
{
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public string? FindText(string column) => IsNull(column) ? null : Text(column);

    public bool Flag(string column) => reader.GetBoolean(reader.GetOrdinal(column));

    public int Number(string column) => reader.GetInt32(reader.GetOrdinal(column));

    public int? FindNumber(string column) => IsNull(column) ? null : Number(column);

    public long Count(string column) => reader.GetInt64(reader.GetOrdinal(column));

    public uint Oid(string column) => reader.GetFieldValue<uint>(reader.GetOrdinal(column));

    public uint? FindOid(string column) => IsNull(column) ? null : Oid(column);

    public DateTimeOffset Time(string column) => reader.GetFieldValue<DateTimeOffset>(reader.GetOrdinal(column));

    public ImmutableArray<string> Texts(string column) => [.. Array<string>(column)];

    public ImmutableArray<uint> Oids(string column) => [.. Array<uint>(column)];

    public ImmutableArray<int> Numbers(string column) => [.. Array<short>(column)];

    /// <summary>One of the words that the query makes of PostgreSQL's letters.</summary>
    public T Word<T>(string column)
        where T : struct, Enum => Enum.Parse<T>(Text(column), ignoreCase: true);

    /// <summary>PostgreSQL's names with commas between.</summary>
    public PrivilegeSet Privileges(string column)
    {
        var all = PrivilegeSet.None;
        foreach (var name in Text(column).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            all |= Enum.TryParse<PrivilegeSet>(name.Replace(" ", "", StringComparison.Ordinal), true, out var one)
                ? one
                : PrivilegeSet.Unknown;
        }

        return all;
    }

    private bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));

    private T[] Array<T>(string column) => reader.GetFieldValue<T[]>(reader.GetOrdinal(column));
}
