using Ringfence;

namespace Demo.Databases;

/// <summary>A database to make.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Binding">How connections tell their tenant.</param>
/// <param name="TenantIdType">The type of its tenant ids.</param>
/// <param name="Schema">The SQL that makes its tables.</param>
/// <param name="TenantTables">Those of the tables that are tenant tables.</param>
/// <param name="Rows">The SQL that fills them.</param>
internal sealed record DatabasePlan(
    string Name,
    Binding Binding,
    TenantIdType TenantIdType,
    string Schema,
    string[] TenantTables,
    string Rows
)
{
    public static DatabasePlan Catalogue(string name, Binding binding) =>
        new(
            name,
            binding,
            TenantIdType.Uuid,
            global::Catalogue.CatalogueService.Schema,
            global::Catalogue.CatalogueService.TenantTables,
            Read("CatalogueRows.sql")
        );

    public static DatabasePlan Staff(string name) =>
        new(
            name,
            Binding.Password,
            TenantIdType.Integer,
            global::Staff.StaffService.Schema,
            global::Staff.StaffService.TenantTables,
            Read("StaffRows.sql")
        );

    private static string Read(string name)
    {
        using var stream = typeof(DatabasePlan).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
