using System.Text.RegularExpressions;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a copy of tenants' rows that does not say whose they are.</summary>
internal sealed class CopyWithoutTenant() : Rule("RF216", Severity.Warning)
{
    /// <summary>Of a table that nobody classified RF205 says the same, where that is told.</summary>
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Map.Tables.Where(mapped => mapped.Class is TableClass.Shared or TableClass.Unclassified)
            .Select(mapped => subject.Graph.FindTable(mapped.Oid))
            .OfType<Table>()
            .Where(copy => !subject.Unclassified.Contains(copy) || !subject.Tells<UnclassifiedTable>(copy.Named()))
            .Where(copy => copy is { HasRowSecurity: false, Kind: TableKind.Ordinary or TableKind.Partitioned })
            .Where(copy => subject.Can(copy, PrivilegeSet.Select))
            .Select(copy => (Copy: copy, Source: Source(subject, copy)))
            .Where(pair => pair.Source is not null)
            .Select(pair =>
                At(
                    pair.Copy.Named(),
                    (subject.Unclassified.Contains(pair.Copy) ? "is nobody's" : "is called shared")
                        + $", and a trigger of {pair.Source} writes what tenants write there into it: services read the copies "
                        + "of all tenants' rows"
                )
            );

    /// <summary>The first tenant table of which a trigger writes into it.</summary>
    private static string? Source(AuditSubject subject, Table copy)
    {
        var written = new Regex(
            $@"\binsert\s+into\s+(""?{Regex.Escape(copy.Schema.ToLowerInvariant())}""?\s*\.\s*)?"
                + $@"""?{Regex.Escape(copy.Name.ToLowerInvariant())}(?![\w$])",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
        return subject
            .Tables.Where(table =>
                !table.IsRoot && table.Column is not null && copy.FindColumn(table.Column.Name) is null
            )
            .FirstOrDefault(table =>
                table
                    .Table.Triggers.Where(trigger => trigger.Enabled != FiresIn.Disabled)
                    .Select(trigger => subject.Graph.FindFunction(trigger.Function))
                    .Any(function => function is not null && CopiesRow(function.Body) && written.IsMatch(function.Body))
            )
            ?.Name;
    }

    /// <summary>A trigger that counts, or notes when something happened, copies nothing.</summary>
    private static bool CopiesRow(string body) => Row.IsMatch(body);

    private static readonly Regex Row = new(
        @"(to_jsonb|to_json|row_to_json|hstore)\s*\(\s*(new|old)\b|\b(new|old)\s*\.\s*(\w+|\*)|\(\s*(new|old)\s*\)",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );
}
