using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Ringfence.EntityFrameworkCore.Migrations.Operations;

namespace Ringfence.EntityFrameworkCore.Migrations.Design;

/// <summary>The C# of one operation, as a call on the migration's builder.</summary>
internal static class OperationCode
{
    public static void Write(TenantOperation operation, IndentedStringBuilder builder)
    {
        var (method, arguments) = operation switch
        {
            EnableTenantIsolationOperation enable => (
                nameof(TenantMigrations.EnableTenantIsolation),
                Table(enable.Table, enable.Column, enable.Schema)
            ),
            DisableTenantIsolationOperation disable => (
                nameof(TenantMigrations.DisableTenantIsolation),
                Table(disable.Table, disable.Column, disable.Schema)
            ),
            InstallTenantContractOperation install => (
                nameof(TenantMigrations.InstallTenantContract),
                [
                    ("binding", $"Binding.{install.Binding}"),
                    ("tenantIdType", $"TenantIdType.{install.TenantIdType}"),
                    ("applicationRole", Literal(install.ApplicationRole)),
                    ("adminRole", Literal(install.AdminRole)),
                    ("owner", Literal(install.Owner)),
                ]
            ),
            RemoveTenantContractOperation => (nameof(TenantMigrations.RemoveTenantContract), []),
            ForEachTenantOperation data => (nameof(TenantMigrations.ForEachTenant), [("sql", Literal(data.Sql))]),
            AcrossTenantsOperation data => (
                nameof(TenantMigrations.AcrossTenants),
                [("reason", Literal(data.Reason)), ("sql", Literal(data.Sql))]
            ),
            _ => throw new UnreachableException(),
        };
        builder.Append($".{method}(");
        using (builder.Indent())
        {
            for (var at = 0; at < arguments.Length; at++)
            {
                builder.AppendLine(at == 0 ? "" : ",").Append($"{arguments[at].Name}: {arguments[at].Value}");
            }
        }

        builder.Append(")");
    }

    private static (string Name, string Value)[] Table(string table, string column, string? schema) =>
        schema is null
            ? [("table", Literal(table)), ("column", Literal(column))]
            : [("table", Literal(table)), ("column", Literal(column)), ("schema", Literal(schema))];

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
        {
            literal.Append(
                c switch
                {
                    '"' or '\\' => $"\\{c}",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    _ when char.IsControl(c) || c is '\u2028' or '\u2029' => string.Create(
                        CultureInfo.InvariantCulture,
                        $"\\u{(int)c:x4}"
                    ),
                    _ => $"{c}",
                }
            );
        }

        return literal.Append('"').ToString();
    }
}
