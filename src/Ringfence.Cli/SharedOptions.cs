using System.CommandLine;
using Npgsql;

namespace Ringfence.Cli;

/// <summary>The options that several verbs take.</summary>
internal static class SharedOptions
{
    public const string AdminVariable = "RINGFENCE_ADMIN";

    /// <summary>From the environment when not given, since a command line is seen by every user of the machine.</summary>
    public static Option<string> Admin() =>
        new("--admin")
        {
            Description =
                $"Connection string of a superuser, or of a login that may create roles and schemas ({AdminVariable})",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(AdminVariable) ?? "",
        };

    public static Option<FileInfo> SecretFile() =>
        new("--secret-file")
        {
            Description = "Where to write the signing key or password; must not exist",
            DefaultValueFactory = _ => new("ringfence.secret"),
        };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Print the SQL and change nothing" };

    public static NpgsqlDataSource Connect(ParseResult arguments, Option<string> admin) =>
        arguments.GetValue(admin) is { Length: > 0 } connectionString
            ? NpgsqlDataSource.Create(connectionString)
            : throw new ArgumentException($"Give --admin CONNECTION, or set {AdminVariable}.", nameof(arguments));
}
