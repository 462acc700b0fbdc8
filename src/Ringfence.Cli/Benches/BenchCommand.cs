using System.Collections.Frozen;
using System.CommandLine;
using Npgsql;
using Ringfence.Audit;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Cli.Benches;

/// <summary><c>ringfence bench</c>: what isolation costs in this database. 0 measured, 2 could not look.</summary>
internal sealed class BenchCommand
{
    public const string Verb = "bench";

    private readonly BenchArguments _arguments = new();

    public static Command Create() => new BenchCommand().Build();

    private Command Build()
    {
        var command = new Command(
            Verb,
            "Measure what isolation costs in this database, and advise: 0 measured, 2 could not look"
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
        var connection = _arguments.Connect(arguments);
        var source = NpgsqlDataSource.Create(connection);
        await using var _ = source.ConfigureAwait(false);
        var contract = await ContractAsync(source, cancellationToken).ConfigureAwait(false);
        var tenantId = TenantId.Parse(arguments.GetValue(_arguments.Tenant)!, contract.TenantIdType);
        var secret = await SecretAsync(arguments, contract.Binding, cancellationToken).ConfigureAwait(false);
        var manifest = await ManifestAsync(arguments, cancellationToken).ConfigureAwait(false);
        var snapshot = await Snapshot.ReadAsync(source, cancellationToken).ConfigureAwait(false);
        var graph = new CatalogGraph(snapshot);
        var name =
            arguments.GetValue(_arguments.Table) is { } text && TableName.TryParse(text, out var parsed)
                ? parsed
                : null;
        var database = new BenchDatabase
        {
            Connection = new(connection),
            Admin = _arguments.ConnectAdmin(arguments),
            Secret = secret,
            Contract = contract,
            TenantId = tenantId,
            Table = BenchTable.Find(graph, TenancyMap.Of(graph, manifest), name),
            Connections = arguments.GetValue(_arguments.Connections),
            Time = TimeSpan.FromSeconds(arguments.GetValue(_arguments.Seconds)),
        };
        var audit = Audit(snapshot, manifest, database);
        var result = await new BenchRun(database).RunAsync(audit.Subject, cancellationToken).ConfigureAwait(false);
        result = result with { Advice = new BenchAdvisor(result, audit).Advise() };
        var output = arguments.InvocationConfiguration.Output;
        if (arguments.GetValue(_arguments.Format) == BenchFormat.Json)
        {
            BenchJson.Write(result, output);
        }
        else
        {
            await output.WriteAsync(BenchText.Write(result)).ConfigureAwait(false);
        }

        return 0;
    }

    /// <exception cref="ContractMissingException">There is none.</exception>
    /// <exception cref="ContractMismatchException">It is an older one, or one too new.</exception>
    private static async Task<ContractRow> ContractAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        try
        {
            return ContractRow.Spoken(await ContractRow.ReadAsync(connection, cancellationToken).ConfigureAwait(false));
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw new ContractMissingException(e);
        }
    }

    private async Task<string?> SecretAsync(ParseResult arguments, Binding binding, CancellationToken cancellationToken)
    {
        if (binding == Binding.Setting)
        {
            return null;
        }

        var file = arguments.GetValue(_arguments.SecretFile)!;
        return file.Exists
            ? await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false)
            : throw new BenchRefusedException(
                $"the database has the {binding.SqlName()} binding, and there is no {Printable.Of(file.FullName)}. Name the"
                    + " file that init or key rotate wrote with --secret-file."
            );
    }

    private async Task<Manifest> ManifestAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_arguments.Manifest)!;
        return File.Exists(path)
            ? await Manifest.LoadAsync(path, cancellationToken).ConfigureAwait(false)
            : Manifest.Empty;
    }

    /// <summary>
    /// The rules about speed. The table that is measured is told to them as what it is, since rules look at no table of
    /// which nobody says whose rows it holds.
    /// </summary>
    private static AuditResult Audit(Snapshot snapshot, Manifest manifest, BenchDatabase database)
    {
        var table = new ManifestTable
        {
            Name = database.Table.Name,
            Class = TableClass.Tenant,
            Column = database.Table.TenantColumn.Name,
        };
        return new Auditor
        {
            Rules = [.. RuleSet.All.Where(rule => rule.Family == RuleFamily.Speed)],
            Manifest = manifest with
            {
                Tables = manifest
                    .Tables.Where(pair => pair.Key != table.Name)
                    .Append(new(table.Name, table))
                    .ToFrozenDictionary(),
                Suppressions = [],
            },
            Logins = [database.Contract.ApplicationRole],
            Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        }.Run(snapshot);
    }
}
