using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ringfence.Audit;
using Ringfence.Audit.Reports;
using CatalogManifest = Ringfence.Catalog.Manifests.Manifest;

namespace Ringfence.Cli.Audits;

/// <summary>What <c>ringfence audit</c> is told.</summary>
internal sealed class AuditArguments
{
    private const string ConnectionVariable = "RINGFENCE_CONNECTION";
    private const int ShortestWatch = 1;

    public Option<string?> Connection { get; } =
        new("--connection")
        {
            Description = $"Connection string of any role; public's privileges are enough ({ConnectionVariable})",
        };

    public Option<FileInfo?> Snapshot { get; } =
        new("--snapshot") { Description = "Read a snapshot's file instead of a server" };

    public Option<string> Manifest { get; } =
        new("--manifest")
        {
            Description = "The manifest: whose rows tables hold, and what is accepted",
            DefaultValueFactory = _ => CatalogManifest.DefaultPath,
        };

    public Option<string[]> Login { get; } =
        new("--app-role")
        {
            Description = "A role that services log in as; unsaid, the manifest's, or those that the policies are for",
            DefaultValueFactory = _ => [],
        };

    public Option<ReportFormat> Format { get; } =
        SharedOptions.Choice("--format", "text, json, sarif, junit, markdown or github", ReportFormat.Text);

    public Option<FailOn> FailOn { get; } =
        SharedOptions.Choice(
            "--fail-on",
            "error, warning or none; what is undecided weighs what the rule does",
            Ringfence.Audit.FailOn.Warning
        );

    public Option<FileInfo?> Baseline { get; } =
        new("--baseline")
        {
            Description = "A file of findings that are known. What is mended leaves it; nothing new gets into it",
        };

    public Option<bool> UpdateBaseline { get; } =
        new("--update-baseline") { Description = "Take all findings of now into the baseline" };

    public Option<string[]> Rule { get; } = Rules("--rule", "Run this rule alone, by id or name; may be repeated");

    public Option<string[]> Skip { get; } = Rules("--skip", "Leave this rule out; may be repeated");

    public Option<bool> Data { get; } =
        new("--data")
        {
            Description =
                "Count the rows that refer to another tenant's: reads tables, one count a key, and shows no row",
        };

    public Option<FileInfo?> FixSql { get; } =
        new("--fix-sql") { Description = "Write the SQL that mends what was found to a file, to be read and run" };

    public Option<int?> Watch { get; } =
        new("--watch")
        {
            Description = "Look again every so many seconds, and show what changed",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
                result.Tokens.Count == 0 ? DefaultWatch
                : int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds >= ShortestWatch
                    ? seconds
                : Refuse(result),
        };

    private const int DefaultWatch = 10;

    public IEnumerable<Option> All =>
        [
            Connection,
            Snapshot,
            Manifest,
            Login,
            Format,
            FailOn,
            Baseline,
            UpdateBaseline,
            Rule,
            Skip,
            Data,
            FixSql,
            Watch,
        ];

    public static string? Connect(string? given) => given ?? Environment.GetEnvironmentVariable(ConnectionVariable);

    public void Validate(CommandResult result)
    {
        var hasFile = result.GetValue(Snapshot) is not null;
        if (hasFile && result.GetValue(Connection) is not null)
        {
            result.AddError("--snapshot reads a file; it does not go with --connection.");
        }
        else if (!hasFile && SharedOptions.ConnectionFault(Connect(result.GetValue(Connection))) is { } fault)
        {
            result.AddError(
                fault.Length > 0 ? fault : $"Give --connection or --snapshot, or set {ConnectionVariable}."
            );
        }

        if (hasFile && result.GetValue(Data))
        {
            result.AddError("--data reads the tables of a server; a snapshot's file has none.");
        }

        if (result.GetValue(UpdateBaseline) && result.GetValue(Baseline) is null)
        {
            result.AddError("--update-baseline needs --baseline FILE.");
        }
    }

    private static int? Refuse(ArgumentResult result)
    {
        result.AddError("--watch takes seconds, from 1.");
        return null;
    }

    private static Option<string[]> Rules(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => RuleSet.Find(token.Value) is null))
            {
                result.AddError($"There is no rule {Printable.Of(token.Value)}. The rules: docs/rules/README.md.");
            }
        });
        return option;
    }
}
