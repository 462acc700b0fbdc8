using System.Collections.Immutable;
using System.CommandLine;
using Npgsql;
using Ringfence.Audit;
using Ringfence.Audit.Baselines;
using Ringfence.Audit.Data;
using Ringfence.Audit.Reports;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;

namespace Ringfence.Cli.Audits;

/// <summary><c>ringfence audit</c>: where tenants are not kept apart. 0 clean, 1 findings, 2 could not look.</summary>
internal sealed class AuditCommand
{
    public const string Verb = "audit";

    private readonly AuditArguments _arguments = new();

    public static Command Create() => new AuditCommand().Build();

    private Command Build()
    {
        var command = new Command(
            Verb,
            "Find where tenants are not kept apart: 0 nothing, 1 findings, 2 could not look"
        );
        foreach (var option in _arguments.All)
        {
            command.Add(option);
        }

        command.Validators.Add(_arguments.Validate);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_arguments.Watch) is { } seconds)
        {
            var watch = new AuditWatch(
                token => LookAsync(arguments, token),
                TimeSpan.FromSeconds(seconds),
                arguments.GetValue(_arguments.FailOn),
                TimeProvider.System
            );
            return await watch
                .RunAsync(arguments.InvocationConfiguration.Output, cancellationToken)
                .ConfigureAwait(false);
        }

        var result = await LookAsync(arguments, cancellationToken).ConfigureAwait(false);
        var output = arguments.InvocationConfiguration.Output;
        var coloured = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && IsColourWanted;
        var manifest = arguments.GetValue(_arguments.Manifest)!;
        ReportFormats
            .Create(arguments.GetValue(_arguments.Format), coloured, File.Exists(manifest) ? manifest : null)
            .Write(result, output);
        if (arguments.GetValue(_arguments.FixSql) is { } file)
        {
            await File.WriteAllTextAsync(file.FullName, FixScript.Of(result), cancellationToken).ConfigureAwait(false);
        }

        await KeepBaselineAsync(arguments, result, cancellationToken).ConfigureAwait(false);
        return result.ExitCode(arguments.GetValue(_arguments.FailOn));
    }

    private static bool IsColourWanted => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private async Task<AuditResult> LookAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_arguments.Manifest)!;
        var auditor = new Auditor
        {
            Rules = RuleSet.Choose(arguments.GetValue(_arguments.Rule)!, arguments.GetValue(_arguments.Skip)!),
            Manifest = File.Exists(path)
                ? await Manifest.LoadAsync(path, cancellationToken).ConfigureAwait(false)
                : Manifest.Empty,
            Logins = [.. arguments.GetValue(_arguments.Login)!],
            Baseline = await ReadBaselineAsync(arguments, cancellationToken).ConfigureAwait(false),
            TakesBaseline = arguments.GetValue(_arguments.UpdateBaseline),
            Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        };
        if (arguments.GetValue(_arguments.Snapshot) is { } file)
        {
            return auditor.Run(await Snapshot.LoadAsync(file.FullName, cancellationToken).ConfigureAwait(false));
        }

        var source = NpgsqlDataSource.Create(AuditArguments.Connect(arguments.GetValue(_arguments.Connection))!);
        await using var _ = source.ConfigureAwait(false);
        var snapshot = await Snapshot.ReadAsync(source, cancellationToken).ConfigureAwait(false);
        return auditor.Run(snapshot, await CountAsync(auditor, snapshot).ConfigureAwait(false));

        async Task<ImmutableArray<CrossingCount>> CountAsync(Auditor auditor, Snapshot snapshot) =>
            arguments.GetValue(_arguments.Data)
                ? await new CrossingReader(auditor.Subject(snapshot))
                    .ReadAsync(source, cancellationToken)
                    .ConfigureAwait(false)
                : [];
    }

    private async Task<Baseline?> ReadBaselineAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_arguments.Baseline) is not { } file)
        {
            return null;
        }

        if (!file.Exists)
        {
            return arguments.GetValue(_arguments.UpdateBaseline)
                ? null
                : throw new BaselineInvalidException(file.Name, "there is no such file");
        }

        var text = await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false);
        return Baseline.Parse(text, file.Name);
    }

    /// <summary>
    /// Without being told it only ever shrinks: what is mended is forgotten, what is new is never learnt.
    /// </summary>
    private async Task KeepBaselineAsync(ParseResult arguments, AuditResult result, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_arguments.Baseline) is not { } file)
        {
            return;
        }

        var before = await ReadBaselineAsync(arguments, cancellationToken).ConfigureAwait(false);
        var after = arguments.GetValue(_arguments.UpdateBaseline)
            ? Baseline.Of(result, before)
            : before!.Shrink(result);
        var text = after.Render();
        if (before is null || text != before.Render())
        {
            await File.WriteAllTextAsync(file.FullName, text, cancellationToken).ConfigureAwait(false);
        }
    }
}
