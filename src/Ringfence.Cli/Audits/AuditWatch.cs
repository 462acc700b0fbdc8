using System.Globalization;
using Npgsql;
using Ringfence.Audit;
using Ringfence.Audit.Reports;

namespace Ringfence.Cli.Audits;

/// <summary>Looks again and again, and tells what came and what went.</summary>
internal sealed class AuditWatch(
    Func<CancellationToken, Task<AuditResult>> look,
    TimeSpan interval,
    FailOn failOn,
    TimeProvider time
)
{
    private HashSet<string>? _before;
    private string? _failure;

    /// <summary>Until it is cancelled, which is how a watch ends.</summary>
    /// <returns>The exit code of the last look; 2 where that failed, or there was none.</returns>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var exitCode = CommandRunner.Unusable;
        while (true)
        {
            try
            {
                exitCode = await LookAsync(output, cancellationToken).ConfigureAwait(false);
                await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            }
            // Whatever the look threw when it was cancelled, and be it an error of the connection that it was cut off from.
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return exitCode;
            }
        }
    }

    /// <summary>
    /// A look that fails is said once, and the next one may succeed: servers restart, and files are saved half. The first one
    /// tries the arguments as well: what is wrong with them, and is not the server's, ends the watch.
    /// </summary>
    private async Task<int> LookAsync(TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var result = await look(cancellationToken).ConfigureAwait(false);
            await TellAsync(result, output).ConfigureAwait(false);
            _failure = null;
            return result.ExitCode(failOn);
        }
        // A look ends here. What nobody can act on is a bug, and ends the watch.
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested
                && (_before is not null || e is NpgsqlException)
                && CommandRunner.Explain(e) is { } failure
            )
        {
            if (failure != _failure)
            {
                await output.WriteLineAsync($"{Now} {VisibleText.Of(failure)}").ConfigureAwait(false);
            }

            _failure = failure;
            return CommandRunner.Unusable;
        }
    }

    private async Task TellAsync(AuditResult result, TextWriter output)
    {
        var now = Lines(result).ToHashSet(StringComparer.Ordinal);
        if (_before is null)
        {
            new TextReport(coloured: false).Write(result, output);
        }
        else if (_failure is not null || !now.SetEquals(_before))
        {
            await output.WriteLineAsync($"{Now} {Verdict.Of(result)}").ConfigureAwait(false);
            await WriteAsync("-", _before.Except(now, StringComparer.Ordinal)).ConfigureAwait(false);
            await WriteAsync("+", now.Except(_before, StringComparer.Ordinal)).ConfigureAwait(false);
        }

        _before = now;

        async Task WriteAsync(string sign, IEnumerable<string> lines)
        {
            foreach (var line in lines.Order(StringComparer.Ordinal))
            {
                await output.WriteLineAsync($"  {sign} {VisibleText.Of(line)}").ConfigureAwait(false);
            }
        }
    }

    private string Now => time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(AuditResult result) =>
        result
            .Open.Select(f => $"{Verdict.Word(f.Severity)} {f.Rule.Id} {f.Object}: {f.Message}")
            .Concat(result.Undecided.Select(one => $"not decided {one.Rule.Id} {one.Object}: {one.Reason}"))
            .Concat(result.Unclassified.Select(table => $"unclassified {table}"))
            .Concat(result.Unseen.Select(unseen => $"not seen {unseen}"));
}
