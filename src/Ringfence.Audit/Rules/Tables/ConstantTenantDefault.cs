using System.Text.RegularExpressions;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant column that defaults to one tenant.</summary>
internal sealed partial class ConstantTenantDefault() : Rule("RF211", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table =>
                table is { Column: { Default: { } text, Generated: ColumnGeneration.None }, Table.IsPartition: false }
                && Constant.IsMatch(text)
            )
            .Select(table =>
                At(
                    table.Object,
                    $"its tenant column {QualifiedName.Quote(table.Column!.Name)} defaults to one tenant, "
                        + $"{table.Column.Default}: what forgets to name a tenant lands there",
                    Ddl.Text($"alter table {table.Table.Sql()} alter column {table.Column.Sql()} drop default")
                )
            );

    // As pg_get_expr tells a literal: a number or a text, with or without casts.
    [GeneratedRegex(
        @"^\(?(?:-?[0-9.]+|'([^']|'')*')\)?(::[a-z_ ]+(\([0-9]+\))?)*\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Constant { get; }
}
