namespace Ringfence.Sql;

/// <summary>A table, by schema and name.</summary>
internal sealed record SqlTable(SqlName Schema, SqlName Name)
{
    public string Quoted => $"{Schema.Quoted}.{Name.Quoted}";

    public override string ToString() => Quoted;
}
