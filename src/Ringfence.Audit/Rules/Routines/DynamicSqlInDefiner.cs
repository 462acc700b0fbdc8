using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a definer function that runs SQL which its caller writes.</summary>
internal sealed class DynamicSqlInDefiner() : Rule("RF413", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Definers(subject)
            .Select(function => (Function: function, Statement: DynamicSql.Find(function)))
            .Where(pair => pair.Statement is not null)
            .Select(pair =>
                At(
                    pair.Function.Named(),
                    $"runs as {subject.Roles.Name(pair.Function.Owner)} and executes a text that its caller writes a part "
                        + $"of: {pair.Statement}",
                    pair.Function.Revoke(subject.Roles)
                )
            );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        Definers(subject)
            .Where(DynamicSql.IsUnread)
            .Select(function => new Undecided(
                this,
                function.Named(),
                $"whether its caller writes a part of what it executes as {subject.Roles.Name(function.Owner)}: where the "
                    + "words of its body begin and end is not understood"
            ));

    private static IEnumerable<Function> Definers(AuditSubject subject) =>
        subject.Snapshot.Functions.Where(function =>
            function is { IsDefiner: true, IsSystem: false, IsTrigger: false, Extension: null }
            && !subject.Roles.Has(function.Owner)
            && subject.Executes(function)
        );
}
