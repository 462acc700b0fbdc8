using System.Collections.Frozen;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>services may call a function in an untrusted language.</summary>
internal sealed class UntrustedLanguage() : Rule("RF417", Severity.Error)
{
    /// <summary>The server's own; what is built in or an extension's was reviewed with it.</summary>
    private static readonly FrozenSet<string> OfServer = new[] { "c", "internal" }.ToFrozenSet(StringComparer.Ordinal);

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var untrusted = subject
            .Snapshot.Languages.Where(language => !language.IsTrusted && !OfServer.Contains(language.Name))
            .Select(language => language.Name)
            .ToHashSet(StringComparer.Ordinal);
        return subject
            .Snapshot.Functions.Where(function =>
                untrusted.Contains(function.Language)
                && function is { IsSystem: false, IsTrigger: false, Extension: null }
                && subject.Executes(function)
                && !subject.Roles.Has(function.Owner)
            )
            .Select(function =>
                At(
                    function.Named(),
                    $"is written in {function.Language}, which is not trusted: it does what the server's own account "
                        + "does, past every policy, and services may call it",
                    function.Revoke(subject.Roles)
                )
            );
    }
}
