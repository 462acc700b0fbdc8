using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Definers;

/// <summary>Definer functions that services may call and that read past policies, and whether they ask who calls.</summary>
internal static class DefinerReads
{
    public static IEnumerable<DefinerRead> Find(AuditSubject subject)
    {
        var judge = new DefinerJudge(subject);
        return subject
            .Snapshot.Functions.Where(one =>
                one is { IsDefiner: true, IsTrigger: false, IsSystem: false } && subject.Executes(one)
            )
            .Select(one => judge.Judge(one))
            .OfType<DefinerRead>();
    }
}
