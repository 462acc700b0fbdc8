using System.Collections.Immutable;
using Ringfence.Audit.Baselines;
using Ringfence.Audit.Data;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit;

/// <summary>Runs rules over a snapshot, and sets what they find against what is known already.</summary>
internal sealed class Auditor
{
    /// <summary>The rules to run; all of them, unless said.</summary>
    public ImmutableArray<Rule> Rules { get; init; } = RuleSet.All;

    /// <summary>What the team says of its database.</summary>
    public Manifest Manifest { get; init; } = Manifest.Empty;

    /// <summary>The roles that services log in as; empty takes the manifest's.</summary>
    public ImmutableArray<string> Logins { get; init; } = [];

    /// <summary>The findings that are known; null where there is none.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>Whether a baseline is taken of the run: then no rule leaves anything to another.</summary>
    public bool TakesBaseline { get; init; }

    /// <summary>The day by which suppressions and versions expire, in UTC.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>What the rules will look at.</summary>
    public AuditSubject Subject(Snapshot snapshot) => Subject(snapshot, [], Rules, out _, out _);

    public AuditResult Run(Snapshot snapshot) => Run(snapshot, []);

    /// <param name="snapshot">The catalog.</param>
    /// <param name="crossings">Keys whose rows were counted; empty where no rows were read.</param>
    /// <exception cref="ManifestInvalidException">A suppression names a rule that there is not.</exception>
    public AuditResult Run(Snapshot snapshot, ImmutableArray<CrossingCount> crossings)
    {
        if (Manifest.Suppressions.FirstOrDefault(one => RuleSet.Find(one.Rule) is null) is { } unknown)
        {
            throw new ManifestInvalidException(
                unknown.Place?.Line ?? 1,
                unknown.Place?.Column ?? 1,
                $"there is no rule {unknown.Rule}. The ids are those that findings print."
            );
        }

        var unread = snapshot.Unseen.Select(one => one.What).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<Rule> run = [.. Rules.Where(rule => !rule.Needs.Any(unread.Contains))];
        var subject = Subject(snapshot, crossings, run, out var missing, out var pastPolicies);
        var unseen = snapshot
            .Unseen.Select(one => $"{one.What}: {one.Why}")
            .Concat(Unsaid(subject.Roles.Logins, missing, pastPolicies))
            .ToList();
        var findings = new List<Finding>();
        var undecided = new List<Undecided>();
        unseen.AddRange(
            Rules.Except(run).Select(rule => $"{rule.Id} did not run, for it needs {rule.Needs.First(unread.Contains)}")
        );
        foreach (var rule in run)
        {
            try
            {
                findings.AddRange(rule.Find(subject).ToList());
                undecided.AddRange(rule.Doubt(subject).ToList());
            }
            // A rule ends here: the others still run, and what it would have found is told of as not seen.
            catch (Exception e)
            {
                unseen.Add($"{rule.Id} broke off: {e.GetType().Name}");
            }
        }

        return Judge(subject, findings, undecided, [.. unseen]);
    }

    private AuditSubject Subject(
        Snapshot snapshot,
        ImmutableArray<CrossingCount> crossings,
        ImmutableArray<Rule> run,
        out ImmutableArray<string> missing,
        out bool pastPolicies
    )
    {
        var graph = new CatalogGraph(snapshot);
        var map = TenancyMap.Of(graph, Manifest);
        var logins = Subjects.Logins.Find(graph, map, Manifest, Logins, out missing, out pastPolicies);
        return new(graph, map, logins, Today)
        {
            Manifest = Manifest,
            Crossings = crossings,
            Told = new(run, Manifest.Suppressions, Today, Baseline) { TellsAll = TakesBaseline },
        };
    }

    private static IEnumerable<string> Unsaid(
        ImmutableArray<Role> logins,
        ImmutableArray<string> missing,
        bool pastPolicies
    )
    {
        foreach (var name in missing)
        {
            yield return $"login {name}: there is no such role";
        }

        if (logins.IsEmpty)
        {
            yield return "the login of services: none is named and none is granted a table. Name it with --app-role or "
                + "in the manifest";
        }
        else if (pastPolicies)
        {
            yield return "the login of services: none is named, and nobody that policies hold for is granted a table, so "
                + $"{string.Join(", ", logins.Select(login => login.Name))} was taken for it. Name it with --app-role or in "
                + "the manifest";
        }
    }

    private AuditResult Judge(
        AuditSubject subject,
        List<Finding> findings,
        List<Undecided> undecided,
        ImmutableArray<string> unseen
    )
    {
        var ran = Rules.Select(rule => rule.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = new HashSet<Suppression>();
        var expired = new HashSet<Suppression>();
        var judged = findings.ConvertAll(finding =>
            Suppress(subject.Told, finding.Rule, finding.Object, used, expired) is { } suppression
                ? new JudgedFinding(finding, FindingState.Suppressed, suppression.Reason)
                : new(finding, Baseline?.Has(finding) == true ? FindingState.Known : FindingState.Open)
        );
        ImmutableArray<Undecided> open =
        [
            .. undecided
                .Where(one => Suppress(subject.Told, one.Rule, one.Object, used, expired) is null)
                .OrderBy(one => one.Rule.Id, StringComparer.Ordinal)
                .ThenBy(one => one.Object.ToString(), StringComparer.Ordinal)
                .ThenBy(one => one.Reason, StringComparer.Ordinal),
        ];
        return new()
        {
            Subject = $"Database {subject.Snapshot.Server.Database}, PostgreSQL {subject.Snapshot.Server.VersionText}",
            Findings =
            [
                .. judged
                    .OrderByDescending(one => one.Finding.Severity)
                    .ThenBy(one => one.Finding.Rule.Id, StringComparer.Ordinal)
                    .ThenBy(one => one.Finding.Object.ToString(), StringComparer.Ordinal)
                    .ThenBy(one => one.Finding.Part, StringComparer.Ordinal)
                    .ThenBy(one => one.Finding.Message, StringComparer.Ordinal),
            ],
            Undecided = open,
            Unseen = unseen,
            Unclassified = [.. subject.Unclassified.Select(table => table.Named().Name)],
            Expired = [.. expired.OrderBy(one => one.Rule + one.Object, StringComparer.Ordinal)],
            Unused =
            [
                .. Manifest.Suppressions.Where(one =>
                    ran.Contains(one.Rule) && !used.Contains(one) && !expired.Contains(one)
                ),
            ],
            Stale = subject.Map.Stale,
            Rules = Rules,
        };
    }

    /// <summary>The suppression that holds; those of it that no longer do are told of.</summary>
    private static Suppression? Suppress(
        ToldFindings told,
        Rule rule,
        AuditObject @object,
        HashSet<Suppression> used,
        HashSet<Suppression> expired
    )
    {
        if (told.Accepted(rule, @object) is { } holds)
        {
            used.Add(holds);
            return holds;
        }

        expired.UnionWith(told.Naming(rule, @object));
        return null;
    }
}
