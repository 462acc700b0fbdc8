using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a secret of services that the server writes into its log.</summary>
internal sealed class SecretsInLogs() : Rule("RF705", Severity.Warning)
{
    private static readonly string[] Secrets = ["password", "passwd", "passphrase", "secret", "api_key", "secret_key"];

    public override ImmutableArray<string> Needs => ["settings", "role settings"];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Roles.Logins.Select(login => (Login: login, How: Logs(subject, login)))
            .Where(pair => pair.How is not null)
            .SelectMany(pair =>
                subject
                    .Snapshot.Functions.Where(function => function is { IsSystem: false, Extension: null })
                    .Where(function => Secret(function) is not null && subject.Executes(function))
                    .Select(function =>
                        At(
                            function.Named(),
                            $"takes a {Secret(function)}, and the server logs the statements of "
                                + $"{QualifiedName.Quote(pair.Login.Name)} with their parameters ({pair.How}): whoever reads "
                                + "the log has it",
                            part: pair.Login.Name
                        )
                    )
            );

    private static string? Secret(Function function) =>
        Array.Find(
            Secrets,
            word =>
                function.ArgumentNames.Any(name =>
                    name.TrimStart('_').Equals(word, StringComparison.OrdinalIgnoreCase)
                    || name.EndsWith($"_{word}", StringComparison.OrdinalIgnoreCase)
                )
        );

    /// <summary>The setting that writes all statements, or the slow ones, a slow hash among them; null where none does.</summary>
    private static string? Logs(AuditSubject subject, Role login)
    {
        if (Number(subject, login, "log_parameter_max_length") == 0)
        {
            return null;
        }

        if (string.Equals(Value(subject, login, "log_statement"), "all", StringComparison.OrdinalIgnoreCase))
        {
            return "log_statement = all";
        }

        return Number(subject, login, "log_min_duration_statement") is >= 0 and var duration
                ? string.Create(CultureInfo.InvariantCulture, $"log_min_duration_statement = {duration}")
            : Number(subject, login, "log_transaction_sample_rate") > 0 ? "log_transaction_sample_rate"
            : Number(subject, login, "log_min_duration_sample") >= 0 ? "log_min_duration_sample"
            : null;
    }

    private static double? Number(AuditSubject subject, Role login, string name) =>
        double.TryParse(
            new string([
                .. (Value(subject, login, name) ?? "").TakeWhile(c => c is '-' or '.' || char.IsAsciiDigit(c)),
            ]),
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    /// <summary>What the login's sessions start with: its own setting before the database's before the server's.</summary>
    private static string? Value(AuditSubject subject, Role login, string name) =>
        subject
            .Snapshot.RoleSettings.Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Where(one => one.Role == login.Oid || one.Role == 0)
            .OrderByDescending(one => one.Role != 0)
            .ThenByDescending(one => one.Database != 0)
            .FirstOrDefault()
            ?.Value
        ?? subject.Snapshot.Settings.FirstOrDefault(one => one.Name == name && !OfReader(one.Source))?.Value;

    /// <summary>What the auditor's own role starts with says nothing of services.</summary>
    private static bool OfReader(string source) => source is "user" or "database user" or "client" or "session";
}
