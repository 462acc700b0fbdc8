using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>Views that keep tenants apart by their own condition, where the policies of what they read do not.</summary>
internal static class FilteringViews
{
    /// <summary>
    /// What a view shows services although no policy keeps it to a tenant: as its owner, and past a table that services
    /// could not read themselves. The list of tenants without policies is read by all.
    /// </summary>
    public static IEnumerable<ViewRead> ReadsPastPolicies(this AuditSubject subject, Table view) =>
        subject.ReadsAs(view).Where(read => subject.Kept(read) == Verdict.DoesNot);

    /// <summary>What a view shows services of which nobody can tell whether policies keep it to a tenant.</summary>
    public static IEnumerable<ViewRead> ReadsUndecided(this AuditSubject subject, Table view) =>
        subject.ReadsAs(view).Where(read => subject.Kept(read) == Verdict.Undecided);

    private static Verdict Kept(this AuditSubject subject, ViewRead read) =>
        read.Reader is not { } reader || subject.Find(read.Table.Oid) is not { } table ? Verdict.Implies
        : !read.Table.HasRowSecurity
            ? table.IsRoot || subject.Reaches(read.Table) ? Verdict.Implies
                : Verdict.DoesNot
        : subject.Roles.Bypasses(reader, read.Table) ? Verdict.DoesNot
        : table.IsRoot || subject.Roles.Has(reader) ? Verdict.Implies
        : subject.Owners.Of(reader, table, PolicyCommand.Select);

    /// <summary>Whether the view shows no row of the table but the bound tenant's, by a condition in its query.</summary>
    public static bool Filters(this AuditSubject subject, Table view, Table table)
    {
        if (
            view.Definition is not { } definition
            || SqlParser.Query(definition).Tree
                is not { With.Count: 0, Body: QueryBody.Select { Where: not null } select } query
        )
        {
            return false;
        }

        var all = query.DescendantsAndSelf().OfType<FromItem.Table>().Where(item => Is(item, table)).ToList();
        var own = select.From.SelectMany(Joined).Where(item => Is(item, table)).ToList();
        var filter = new ViewFilter(subject, select);
        return all.Count == own.Count && own.Count > 0 && own.TrueForAll(filter.Binds);
    }

    private static bool Is(FromItem.Table item, Table table) =>
        item.Name.Last == table.Name && item.Name.Schema == table.Schema;

    private static IEnumerable<FromItem.Table> Joined(FromItem item) =>
        item switch
        {
            FromItem.Table table => [table],
            FromItem.Join join => Joined(join.Left).Concat(Joined(join.Right)),
            _ => [],
        };
}
