using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a policy that fails in a session without a tenant.</summary>
internal sealed class UnboundIsAnError() : Rule("RF320", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var reader = new FragileReader(JudgedCatalog.Of(subject.Snapshot).Bodies);
        return subject
            .Tables.Where(table => table.Table.HasRowSecurity && subject.Reaches(table.Table))
            .SelectMany(table => table.Table.Policies.Select(policy => (table.Table, Policy: policy)))
            .Where(pair => subject.Applies(pair.Policy))
            .SelectMany(pair =>
                new[] { pair.Policy.Using, pair.Policy.Check }
                    .OfType<string>()
                    .Select(text => SqlParser.Expression(text))
                    .Where(parsed => parsed.IsParsed)
                    .SelectMany(parsed => reader.Read(parsed.Tree!))
                    .Select(read => (Object: read.Within?.Named() ?? pair.Policy.Named(pair.Table), Read: read))
            )
            .GroupBy(pair => pair.Object, pair => pair.Read)
            .Select(reads => At(reads.Key, Says([.. reads])));
    }

    private static string Says(List<FragileRead> reads)
    {
        var setting = reads[0].Setting;
        var unset = reads.Exists(read => read.Unset)
            ? "where nothing was bound yet, since current_setting lacks its second argument, true"
            : null;
        var empty = reads.Exists(read => read.Empty)
            ? "after a transaction that was bound, which leaves '' behind, and nothing of that type is written so"
            : null;
        return $"reads {setting}, and a statement without a tenant fails instead of finding nothing "
            + string.Join("; and ", new[] { unset, empty }.OfType<string>());
    }
}
