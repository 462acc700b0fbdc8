using System.CommandLine;
using System.CommandLine.Parsing;
using Npgsql;

namespace Ringfence.Cli;

/// <summary>The options that several verbs take.</summary>
internal static class SharedOptions
{
    public const string AdminVariable = "RINGFENCE_ADMIN";

    /// <summary>From the environment when not given, since a command line is seen by every user of the machine.</summary>
    public static Option<string> Admin()
    {
        var admin = new Option<string>("--admin")
        {
            Description =
                $"Connection string of a superuser, or of a login that may create roles and schemas ({AdminVariable})",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(AdminVariable) ?? "",
        };
        admin.Validators.Add(Validate);
        return admin;
    }

    public static Option<FileInfo> SecretFile() =>
        new("--secret-file")
        {
            Description = "Where to write the signing key or password; must not exist",
            DefaultValueFactory = _ => new("ringfence.secret"),
        };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Print the SQL and change nothing" };

    /// <summary>One of a few words: the library's own parser would take the numbers behind them too.</summary>
    public static Option<T> Choice<T>(string name, string description, T value)
        where T : struct, Enum =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var named = Array.FindIndex(
                    Enum.GetNames<T>(),
                    word => word.Equals(text, StringComparison.OrdinalIgnoreCase)
                );
                if (named >= 0)
                {
                    return Enum.GetValues<T>()[named];
                }

                result.AddError($"{name} takes {description}.");
                return value;
            },
        };

    public static NpgsqlDataSource Connect(ParseResult arguments, Option<string> admin) =>
        NpgsqlDataSource.Create(arguments.GetValue(admin)!);

    /// <summary>
    /// What is wrong with a connection string, empty where there is none; null where it is usable. Tells nothing of what was
    /// given: a part of it is the password.
    /// </summary>
    public static string? ConnectionFault(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return "";
        }

        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host)
                ? "The connection string names no Host."
                : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return "The connection string cannot be read. Its form is Host=…;Database=…;Username=…;Password=…, with a value"
                + " that holds ';' or '=' in double quotes.";
        }
    }

    private static void Validate(OptionResult result)
    {
        if (ConnectionFault(result.GetValueOrDefault<string>()) is { } fault)
        {
            result.AddError(fault.Length > 0 ? fault : $"Give --admin CONNECTION, or set {AdminVariable}.");
        }
    }
}
