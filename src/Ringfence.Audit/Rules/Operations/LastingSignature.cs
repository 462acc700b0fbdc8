using System.Text.RegularExpressions;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a signature that is good for ever, and for anybody.</summary>
internal sealed partial class LastingSignature() : Rule("RF706", Severity.Warning)
{
    private const string Contract = "ringfence";

    /// <summary>The getter may leave the work to others of the database.</summary>
    private const int MaxCalls = 3;

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Select(used => used.Function)
            .Where(function => function is { IsSystem: false, Extension: null } && function.Schema != Contract)
            .Select(function => (Function: function, Bodies: Bodies(subject, function)))
            .Where(pair =>
                Signature.IsMatch(pair.Bodies)
                && pair.Bodies.Contains("current_setting", StringComparison.Ordinal)
                && !Clock.IsMatch(pair.Bodies)
                && !Identity.IsMatch(pair.Bodies)
            )
            .Select(pair =>
                At(
                    pair.Function.Named(),
                    "checks a signature that names neither a time nor the session: whoever once saw it, in a log or as another "
                        + "session's setting, is that tenant for as long as the key lasts"
                )
            );

    /// <summary>Its body and those of the functions that it calls, as far as a text shows them.</summary>
    private static string Bodies(AuditSubject subject, Function function)
    {
        var known = new HashSet<Function> { function };
        IReadOnlyCollection<Function> last = [function];
        for (var call = 0; call < MaxCalls && last.Count > 0; call++)
        {
            last =
            [
                .. subject
                    .Snapshot.Functions.Where(one => one is { IsSystem: false, Extension: null })
                    .Where(one => last.Any(caller => caller.Mentions(one.Name)) && known.Add(one)),
            ];
        }

        return string.Join('\n', known.Select(one => one.Body));
    }

    [GeneratedRegex(@"\b(hmac|digest|sha224|sha256|sha384|sha512|md5|crypt)\s*\(", Options, 1000)]
    private static partial Regex Signature { get; }

    [GeneratedRegex(
        @"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\("
            + @"|\b(current_timestamp|localtimestamp|current_date|current_time)\b",
        Options,
        1000
    )]
    private static partial Regex Clock { get; }

    [GeneratedRegex(
        @"pg_backend_pid|pg_stat_get_activity|pg_stat_activity|inet_client_port|txid_current|pg_current_xact",
        Options,
        1000
    )]
    private static partial Regex Identity { get; }

    private const RegexOptions Options = RegexOptions.ExplicitCapture;
}
