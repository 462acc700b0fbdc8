namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>A table whose rows are tenants'.</summary>
/// <param name="Schema">Null for what the search path finds.</param>
/// <param name="Name">The table.</param>
/// <param name="Column">The column that says whose a row is.</param>
internal sealed record TenantTable(string? Schema, string Name, string Column)
{
    /// <summary>Which table it is, whatever its column.</summary>
    public (string? Schema, string Name) Place => (Schema, Name);

    public bool Is(string? schema, string name) => Place == (schema, name);
}
