using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>Things of the catalog as findings name them.</summary>
internal static class AuditObjects
{
    public static AuditObject Named(this Role role) => new("role", QualifiedName.Quote(role.Name));

    public static AuditObject Named(this Function function) =>
        new("function", $"{QualifiedName.Of(function.Schema, function.Name)}({function.Arguments})");

    public static AuditObject Named(this Table table) =>
        new(
            table.Kind switch
            {
                TableKind.View => "view",
                TableKind.MaterializedView => "materialized view",
                TableKind.Foreign => "foreign table",
                _ => "table",
            },
            QualifiedName.Of(table.Schema, table.Name)
        );

    /// <summary>As <c>alter policy</c> names it.</summary>
    public static AuditObject Named(this Policy policy, Table table) =>
        new("policy", $"{QualifiedName.Quote(policy.Name)} on {QualifiedName.Of(table.Schema, table.Name)}");
}
