using System.Data.Common;
using Npgsql;

namespace Ringfence.Benchmarks.Allocations;

/// <summary>Where operations run. Bare, the program says the tenant itself, and no policy holds its table.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Source">Where connections come from.</param>
/// <param name="IsBare">Whether it is the driver's own data source.</param>
/// <param name="Operations">How often each operation is done: less often where it is slow.</param>
internal sealed record Target(string Name, DbDataSource Source, bool IsBare, int Operations)
{
    public static Guid Tenant { get; } = Guid.Parse("00000000-0000-4000-8000-000000000001");

    public string Select { get; } =
        IsBare
            ? "select b.name from bare_item as b where b.id = $1 and b.tenant_id = $2"
            : "select i.name from item as i where i.id = $1";

    public string Insert { get; } =
        IsBare
            ? "insert into bare_item (id, tenant_id, name) values ($1, $2, 'an item')"
            : "insert into item (id, name) values ($1, 'an item')";

    public void AddParameters(DbParameterCollection parameters, long id)
    {
        parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        if (IsBare)
        {
            parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Tenant });
        }
    }
}
