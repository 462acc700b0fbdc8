using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>As whom views read.</summary>
internal static class Views
{
    /// <summary>
    /// The tables that a view reads, through other views too. A view reads as its owner, and one with
    /// <c>security_invoker</c> as whoever reads it: the owner of the view around it, or the caller. A table that several views
    /// of it name is told of by each, for one of them may keep to the tenant and another may not.
    /// </summary>
    /// <remarks>PostgreSQL's chapter 41.5, "Rules and Privileges".</remarks>
    public static IReadOnlyList<ViewRead> ReadsAs(this AuditSubject subject, Table view)
    {
        var reads = new List<ViewRead>();
        var seen = new HashSet<(uint Oid, uint? Reader, uint By, bool IsBehindBarrier)>();
        var left = new Stack<ViewRead>();
        left.Push(new(view, null, view, view, IsBehindBarrier: false));
        while (left.TryPop(out var next))
        {
            if (next.Table.Kind != TableKind.View)
            {
                reads.Add(next);
                continue;
            }

            var isInvoker = next.Table.IsInvoker;
            var reader = isInvoker ? next.Reader : next.Table.Owner;
            var through = isInvoker ? next.Through : next.Table;
            var isBehind = next.IsBehindBarrier || next.Table.HasOption("security_barrier");
            foreach (var oid in next.Table.Uses.Where(use => use.Kind == UsedKind.Relation).Select(use => use.Oid))
            {
                if (
                    oid != next.Table.Oid
                    && seen.Add((oid, reader, next.Table.Oid, isBehind))
                    && subject.Graph.FindTable(oid) is { } used
                )
                {
                    left.Push(new(used, reader, through, next.Table, isBehind));
                }
            }
        }

        return
        [
            .. reads
                .OrderBy(read => read.Table.Schema, StringComparer.Ordinal)
                .ThenBy(read => read.Table.Name, StringComparer.Ordinal),
        ];
    }

    extension(Table view)
    {
        /// <summary>Whether an option is switched on; named without a value, it is.</summary>
        public bool HasOption(string name) =>
            view.Options.Any(option =>
                option.Split('=') is [var one, "true" or "on" or "yes" or "1" or "t" or "y"] && one == name
            );

        private bool IsInvoker => view.HasOption("security_invoker");
    }
}
