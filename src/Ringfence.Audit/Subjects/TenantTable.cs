using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>A table whose rows belong to tenants.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The tenant column; null where the rows reach their tenant by a foreign key.</param>
/// <param name="IsRoot">Whether it is the list of tenants itself, its key the tenant column.</param>
internal sealed record TenantTable(Table Table, Column? Column, bool IsRoot)
{
    public uint Oid => Table.Oid;

    public string Name => QualifiedName.Of(Table.Schema, Table.Name);

    public AuditObject Object => Table.Named();
}
