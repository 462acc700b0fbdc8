using System.Globalization;
using Ringfence.Audit;
using Ringfence.Audit.Reports;

namespace Ringfence.Cli.Audits;

/// <summary>Looks again and again, and tells what came and what went.</summary>
internal sealed class AuditWatch(Func<CancellationToken, Task<AuditResult>> look, TimeSpan interval, TimeProvider time)
{
    /// <summary>Until it is cancelled, which is how a watch ends.</summary>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        HashSet<string>? before = null;
        while (true)
        {
            try
            {
                var result = await look(cancellationToken).ConfigureAwait(false);
                var now = Lines(result).ToHashSet(StringComparer.Ordinal);
                if (before is null)
                {
                    new TextReport(coloured: false).Write(result, output);
                }
                else if (!now.SetEquals(before))
                {
                    var at = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
                    await output.WriteLineAsync($"{at} {Verdict.Of(result)}").ConfigureAwait(false);
                    await WriteAsync("-", before.Except(now, StringComparer.Ordinal)).ConfigureAwait(false);
                    await WriteAsync("+", now.Except(before, StringComparer.Ordinal)).ConfigureAwait(false);
                }

                before = now;
                await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return 0;
            }
        }

        async Task WriteAsync(string sign, IEnumerable<string> lines)
        {
            foreach (var line in lines.Order(StringComparer.Ordinal))
            {
                await output.WriteLineAsync($"  {sign} {VisibleText.Of(line)}").ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<string> Lines(AuditResult result) =>
        result
            .Open.Select(f => $"{Verdict.Word(f.Severity)} {f.Rule.Id} {f.Object}: {f.Message}")
            .Concat(result.Undecided.Select(one => $"not decided {one.Rule.Id} {one.Object}: {one.Reason}"))
            .Concat(result.Unclassified.Select(table => $"unclassified {table}"))
            .Concat(result.Unseen.Select(unseen => $"not seen {unseen}"));
}
