using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Audit;
using Ringfence.Audit.Subjects;
using Ringfence.Contract;

namespace Ringfence.Cli.Benches;

/// <summary>Says what could be faster. Each advice comes of something that was measured or read.</summary>
/// <param name="result">What was measured.</param>
/// <param name="audit">What the audit's rules about speed found in the whole database.</param>
internal sealed class BenchAdvisor(BenchResult result, AuditResult audit)
{
    /// <summary>What is worth a sentence: a tenth less.</summary>
    private const double Worthwhile = 0.9;

    /// <summary>From where on, in microseconds, the network decides what a statement costs.</summary>
    private const double Far = 500;

    private BenchDatabase Database => result.Database;

    private string Table => Database.Table.Table.Named().Name;

    public ImmutableArray<Advice> Advise() =>
        [.. Findings(), .. Contract(), .. AutoPrepare(), .. Reset(), .. Distance()];

    private IEnumerable<Advice> Findings()
    {
        var (here, elsewhere) = (new List<Finding>(), 0);
        foreach (var finding in audit.Open)
        {
            if (finding.Object.Name == Table || finding.Object.Name.EndsWith($" on {Table}", StringComparison.Ordinal))
            {
                here.Add(finding);
            }
            else
            {
                elsewhere++;
            }
        }

        foreach (var finding in here)
        {
            yield return new(
                finding.Rule.Id,
                $"{finding.Object}: {finding.Message}. See: ringfence explain {finding.Rule.Id}",
                finding.Fix
            );
        }

        if (elsewhere > 0)
        {
            yield return new(
                "audit",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{elsewhere} more findings about speed at other tables: ringfence audit names them"
                )
            );
        }
    }

    /// <summary>An older one than this program's is refused before anything is measured.</summary>
    private IEnumerable<Advice> Contract()
    {
        if (Database.Contract.Version > ContractScript.Version)
        {
            yield return new(
                "contract",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the contract is version {Database.Contract.Version} and this program knows {ContractScript.Version}"
                ) + ": measure with the Ringfence that the services run with"
            );
        }
    }

    private IEnumerable<Advice> AutoPrepare()
    {
        var isOn = Database.Connection.MaxAutoPrepare > 0;
        if (Database.Contract.Binding != Binding.Setting && isOn)
        {
            yield return new(
                "auto-prepare",
                "the connection string turns Max Auto Prepare on, which a data source of this binding refuses without"
                    + " UnsafeKeepPreparedStatements: take it out, or read what that gives up"
            );
        }
        else if (!isOn && Share(autoPrepares: true, WayReset.ByDriver) is { } share)
        {
            yield return new(
                "auto-prepare",
                $"it is off: with Max Auto Prepare=20 in the connection string a row by its key took {share} of the time"
            );
        }
    }

    private IEnumerable<Advice> Reset()
    {
        var isOn = Database.Connection is { MaxAutoPrepare: > 0 } && Database.Contract.Binding == Binding.Setting;
        if (Database.Connection.NoResetOnClose)
        {
            yield break;
        }

        if (Share(isOn, WayReset.WithBind, ofItself: true) is { } carried)
        {
            yield return new(
                "reset",
                "the driver resets each session in a message of its own before it is used again: with ResetWithBind, which"
                    + $" resets it as well, a row by its key took {carried} of the time. A use that begins with a text of several"
                    + " statements, or a transaction of another level than read committed, pays a round trip for it"
            );
        }

        if (Share(isOn, WayReset.Never, ofItself: true) is { } share)
        {
            yield return new(
                "reset",
                "the driver resets each session before it is used again: with No Reset On Close=true a row by its key took"
                    + $" {share} of the time. No tenant is left on a connection, but whatever else a service leaves on one"
                    + " the next request finds: set it only where no statement sets, listens, locks or declares for longer"
                    + " than its transaction"
            );
        }
    }

    private IEnumerable<Advice> Distance()
    {
        if (result.RoundTrip > Far)
        {
            yield return new(
                "distance",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a round trip takes {result.RoundTrip / 1000:F1} ms, more than most statements"
                )
                    + ": what counts is how many there are. Ringfence adds none to a statement, set and unset add two, and a"
                    + " batch saves one for each of its statements but the first"
            );
        }
    }

    /// <summary>What is left of the time of Ringfence's own way; null where it was not measured, or is not worth a word.</summary>
    private string? Share(bool autoPrepares, WayReset reset, bool ofItself = false)
    {
        var ways = result.Reads[0].Ways;
        var from = Find(ofItself && autoPrepares, WayReset.ByDriver);
        var to = Find(autoPrepares, reset);
        return from is not null && to is not null && to.To(from).Median is var share && share < Worthwhile
            ? share.ToString("P0", CultureInfo.InvariantCulture)
            : null;

        WayResult? Find(bool autoPrepares, WayReset reset) =>
            ways.FirstOrDefault(result =>
                result.Way.Kind == WayKind.Bound && result.Way.AutoPrepares == autoPrepares && result.Way.Reset == reset
            );
    }
}
