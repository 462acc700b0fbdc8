using System.Collections.Immutable;
using Ringfence.Catalog.Manifests;

namespace Ringfence.Audit;

/// <summary>What an audit found, in an order that depends on nothing but what it found.</summary>
internal sealed record AuditResult
{
    /// <summary>The worst first, then by rule and object.</summary>
    public required ImmutableArray<JudgedFinding> Findings { get; init; }

    public required ImmutableArray<Undecided> Undecided { get; init; }

    /// <summary>What could not be looked at, a sentence each.</summary>
    public required ImmutableArray<string> Unseen { get; init; }

    /// <summary>The tables of which nobody says whose rows they hold.</summary>
    public required ImmutableArray<string> Unclassified { get; init; }

    /// <summary>Suppressions that no longer hold, though their finding is there.</summary>
    public ImmutableArray<Suppression> Expired { get; init; } = [];

    /// <summary>Suppressions that no finding answers to.</summary>
    public ImmutableArray<Suppression> Unused { get; init; } = [];

    /// <summary>What the manifest says and the database does not have, a sentence each.</summary>
    public ImmutableArray<string> Stale { get; init; } = [];

    /// <summary>The rules that were asked for.</summary>
    public required ImmutableArray<Rule> Rules { get; init; }

    /// <summary>Those of them that did not run, or not to their end: that they found nothing says nothing.</summary>
    public ImmutableArray<Rule> Unfinished { get; init; } = [];

    /// <summary>The rules that looked at all there is and have nothing to say that is open.</summary>
    public IEnumerable<Rule> Passed =>
        Rules
            .Except(Unfinished)
            .Except(Open.Select(finding => finding.Rule))
            .Except(Undecided.Select(undecided => undecided.Rule));

    /// <summary>The database and the server's version, in words.</summary>
    public required string Subject { get; init; }

    public IEnumerable<Finding> Open =>
        Findings.Where(judged => judged.State == FindingState.Open).Select(judged => judged.Finding);

    /// <summary>Whether all was seen and nothing of it asks for anything.</summary>
    public bool IsClean => !Open.Any() && Undecided.IsEmpty && Unseen.IsEmpty && Unclassified.IsEmpty;

    /// <summary>0 clean enough, 1 findings, 2 could not look.</summary>
    public int ExitCode(FailOn failOn)
    {
        var fails =
            failOn != FailOn.None
            && (
                !Unclassified.IsEmpty
                || Open.Any(finding => finding.Severity >= Threshold(failOn))
                || Undecided.Any(undecided => undecided.Severity >= Threshold(failOn))
            );
        return fails ? 1
            : Unseen.IsEmpty ? 0
            : 2;
    }

    private static Severity Threshold(FailOn failOn) => failOn == FailOn.Error ? Severity.Error : Severity.Warning;
}
