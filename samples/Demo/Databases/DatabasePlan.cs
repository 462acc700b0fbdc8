using Ringfence;

namespace Demo.Databases;

/// <summary>A database to make.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Binding">How connections tell their tenant.</param>
/// <param name="TenantIdType">The type of its tenant ids.</param>
/// <param name="Schema">What makes its tables.</param>
/// <param name="Rows">The SQL that fills them.</param>
internal sealed record DatabasePlan(
    string Name,
    Binding Binding,
    TenantIdType TenantIdType,
    ISchema Schema,
    string Rows
)
{
    public static DatabasePlan Catalogue(string name, Binding binding) =>
        new(
            name,
            binding,
            TenantIdType.Uuid,
            new ScriptedSchema(
                global::Catalogue.CatalogueService.Schema,
                global::Catalogue.CatalogueService.TenantTables
            ),
            Read("CatalogueRows.sql")
        );

    /// <summary>The same tables, made by the migrations of a model, and the tenants in the registry as well.</summary>
    public static DatabasePlan CatalogueEf(string name) =>
        new(
            name,
            Binding.Signed,
            TenantIdType.Uuid,
            new MigratedSchema(global::CatalogueEf.CatalogueEfService.MigrateAsync),
            Read("CatalogueRows.sql") + Read("RegisteredTenants.sql")
        );

    public static DatabasePlan Staff(string name) =>
        new(
            name,
            Binding.Password,
            TenantIdType.Integer,
            new ScriptedSchema(global::Staff.StaffService.Schema, global::Staff.StaffService.TenantTables),
            Read("StaffRows.sql")
        );

    private static string Read(string name)
    {
        using var stream = typeof(DatabasePlan).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
