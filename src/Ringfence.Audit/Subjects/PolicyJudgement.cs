using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit.Subjects;

/// <summary>A judgement on what policies let services do with a tenant table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Role">The login, or a role that it may become.</param>
/// <param name="OfCheck">Whether it is about the rows that are written; else about those that are touched.</param>
/// <param name="Judgement">What the judge found.</param>
internal sealed record PolicyJudgement(TenantTable Table, Role Role, bool OfCheck, Judgement Judgement)
{
    /// <summary>The ways that are open.</summary>
    public IEnumerable<(Reason Reason, string Witness)> Open =>
        Judgement.Ways.Where(static way => !Way.Doubts.Contains(way.Reason));

    /// <summary>The ways that are not understood.</summary>
    public IEnumerable<(Reason Reason, string Witness)> Doubtful =>
        Judgement.Ways.Where(static way => Way.Doubts.Contains(way.Reason));
}
