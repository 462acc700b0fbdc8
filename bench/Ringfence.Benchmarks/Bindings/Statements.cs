namespace Ringfence.Benchmarks.Bindings;

/// <summary>The statements of a way, made once. The first parameter is the id, the second the tenant where it is said.</summary>
/// <param name="way">Whose table is read.</param>
/// <param name="id">The first parameter's spelling.</param>
/// <param name="tenant">The second one's.</param>
internal sealed class Statements(Way way, string id, string tenant)
{
    private readonly string _owned = way.SaysTenant ? $"a.tenant_id = {tenant} and " : "";

    public string Point => field ??= $"select a.name from {way.Table} as a where {_owned}a.id = {id}";

    public string Twenty =>
        field ??= $"select a.id, a.name from {way.Table} as a where {_owned}a.id >= {id} order by a.id limit 20";

    public string Insert =>
        field ??= way.SaysTenant
            ? $"insert into {way.Table} (id, tenant_id, name) values ({id}, {tenant}, 'an api')"
            : $"insert into {way.Table} (id, name) values ({id}, 'an api')";

    public string Update => field ??= $"update {way.Table} as a set name = 'another' where {_owned}a.id = {id}";
}
