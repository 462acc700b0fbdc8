using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Server;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a job that works on the rows of all tenants.</summary>
internal sealed class CronBypassesPolicies() : Rule("RF709", Severity.Warning)
{
    public override ImmutableArray<string> Needs => ["cron jobs"];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        from job in subject.Snapshot.CronJobs
        where job.IsActive && job.Database == subject.Snapshot.Server.Database
        let role = subject.Graph.Roles.Find(job.Role)
        where role is not null
        let table = subject.Tables.FirstOrDefault(one =>
            one.Table.HasRowSecurity && subject.Roles.Bypasses(role, one.Table) && Names(job, one)
        )
        where table is not null
        select At(
            new("job", $"{job.Id}"),
            $"runs as {QualifiedName.Quote(job.Role)}, for whom the policies of {table.Name} do not hold, and names that "
                + "table: it works on the rows of all tenants at once"
        );

    private static bool Names(CronJob job, TenantTable table) =>
        Functions.Names(job.Command.ToLowerInvariant(), table.Table.Name);
}
