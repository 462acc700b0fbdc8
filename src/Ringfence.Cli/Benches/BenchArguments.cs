using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ringfence.Catalog;
using CatalogManifest = Ringfence.Catalog.Manifests.Manifest;

namespace Ringfence.Cli.Benches;

/// <summary>What <c>ringfence bench</c> is told.</summary>
internal sealed class BenchArguments
{
    private const string ConnectionVariable = "RINGFENCE_CONNECTION";
    private const int MostSeconds = 3600;
    private const int MostConnections = 32;

    public Option<string?> Connection { get; } =
        new("--connection") { Description = $"Connection string of the application role ({ConnectionVariable})" };

    public Option<string?> Admin { get; } =
        new("--admin-connection")
        {
            Description =
                "Connection string of a role that policies do not hold for, to compare with a where written by hand"
                + $" ({SharedOptions.AdminVariable})",
        };

    public Option<FileInfo> SecretFile { get; } =
        new("--secret-file")
        {
            Description = "The file that init or key rotate wrote; the setting binding has none",
            DefaultValueFactory = _ => new("ringfence.secret"),
        };

    public Option<string> Tenant { get; } =
        new("--tenant") { Description = "The id of the tenant whose rows are read", Required = true };

    public Option<string?> Table { get; } =
        new("--table") { Description = "The tenant table, as schema.table; unsaid, the largest" };

    public Option<string> Manifest { get; } =
        new("--manifest")
        {
            Description = "The manifest: whose rows tables hold",
            DefaultValueFactory = _ => CatalogManifest.DefaultPath,
        };

    public Option<int> Seconds { get; } = Number("--seconds", "How long to measure, in all", 30, MostSeconds);

    public Option<int> Connections { get; } =
        Number("--connections", "How many connections each way works with at a time", 1, MostConnections);

    public Option<BenchFormat> Format { get; } = SharedOptions.Choice("--format", "text or json", BenchFormat.Text);

    public IEnumerable<Option> All =>
        [Connection, Admin, SecretFile, Tenant, Table, Manifest, Seconds, Connections, Format];

    public string Connect(ParseResult arguments) => Connect(arguments.GetValue(Connection))!;

    /// <summary>Null where none is given.</summary>
    public string? ConnectAdmin(ParseResult arguments) => ConnectAdmin(arguments.GetValue(Admin));

    public void Validate(CommandResult result)
    {
        if (SharedOptions.ConnectionFault(Connect(result.GetValue(Connection))) is { } fault)
        {
            result.AddError(fault.Length > 0 ? fault : $"Give --connection CONNECTION, or set {ConnectionVariable}.");
        }

        if (
            ConnectAdmin(result.GetValue(Admin)) is { } admin
            && SharedOptions.ConnectionFault(admin) is { Length: > 0 } wrong
        )
        {
            result.AddError($"--admin-connection: {wrong}");
        }

        if (result.GetValue(Table) is { } table && !TableName.TryParse(table, out _))
        {
            result.AddError("--table takes schema.table; a part with a dot in it stands in double quotes.");
        }
    }

    private static string? Connect(string? given) => given ?? Environment.GetEnvironmentVariable(ConnectionVariable);

    private static string? ConnectAdmin(string? given)
    {
        var admin = given ?? Environment.GetEnvironmentVariable(SharedOptions.AdminVariable);
        return string.IsNullOrWhiteSpace(admin) ? null : admin;
    }

    private static Option<int> Number(string name, string description, int value, int most) =>
        new(name)
        {
            Description = $"{description}, 1 to {most}",
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                if (
                    int.TryParse(
                        result.Tokens[0].Value,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                    && number >= 1
                    && number <= most
                )
                {
                    return number;
                }

                result.AddError($"{name} takes 1 to {most}.");
                return value;
            },
        };
}
