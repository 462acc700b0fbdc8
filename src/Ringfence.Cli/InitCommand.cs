using System.CommandLine;
using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Cli;

/// <summary><c>ringfence init</c>: installs or upgrades the contract.</summary>
internal static class InitCommand
{
    private static readonly ContractOptions Defaults = new();

    public static Command Create()
    {
        var admin = SharedOptions.Admin();
        var tenantType = SharedOptions.Choice("--tenant-type", "uuid, bigint, integer or text", Defaults.TenantIdType);
        var binding = SharedOptions.Choice("--binding", "signed, setting or password", Defaults.Binding);
        var app = Name("--app-role", "The login that services use", Defaults.ApplicationRole);
        var adminRole = Name("--admin-role", "The login that may cross tenants", Defaults.AdminRole);
        var owner = Name("--owner", "The role that owns the contract; it cannot log in", Defaults.Owner);
        var replace = new Option<bool>("--replace-binding") { Description = "Change the installed contract's binding" };
        var temporary = Flag("--allow-temporary-tables", "Let services create temporary tables");
        var largeObjects = Flag("--allow-large-objects", "Let services use large objects, which no policy holds");
        var secretFile = SharedOptions.SecretFile();
        var dryRun = SharedOptions.DryRun();
        var command = new Command("init", "Install the contract in a database, or bring it up to date")
        {
            admin,
            tenantType,
            binding,
            app,
            adminRole,
            owner,
            replace,
            temporary,
            largeObjects,
            secretFile,
            dryRun,
        };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var options = new ContractOptions
                {
                    TenantIdType = arguments.GetValue(tenantType),
                    Binding = arguments.GetValue(binding),
                    ApplicationRole = arguments.GetValue(app)!,
                    AdminRole = arguments.GetValue(adminRole)!,
                    Owner = arguments.GetValue(owner)!,
                    ReplaceBinding = arguments.GetValue(replace),
                    AllowTemporaryTables = arguments.GetValue(temporary),
                    AllowLargeObjects = arguments.GetValue(largeObjects),
                };
                var source = SharedOptions.Connect(arguments, admin);
                await using var _ = source.ConfigureAwait(false);
                var output = arguments.InvocationConfiguration.Output;
                if (arguments.GetValue(dryRun))
                {
                    var plan = await ContractInstaller
                        .PlanAsync(source, options, cancellationToken)
                        .ConfigureAwait(false);
                    await PrintScriptAsync(plan, output).ConfigureAwait(false);
                    return;
                }

                var file = arguments.GetValue(secretFile)!;
                var done = await InstallAsync(source, options, file, cancellationToken).ConfigureAwait(false);
                await ReportAsync(done, options, file, output).ConfigureAwait(false);
            }
        );
        return command;
    }

    private static Task<ContractInstallation> InstallAsync(
        NpgsqlDataSource source,
        ContractOptions options,
        FileInfo file,
        CancellationToken cancellationToken
    ) =>
        ContractInstaller.InstallAsync(
            source,
            options,
            (secret, token) => SecretFile.WriteAsync(file, secret, token),
            cancellationToken
        );

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Option<string> Name(string name, string description, string value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static async Task PrintScriptAsync(ContractInstallation plan, TextWriter output)
    {
        await output.WriteLineAsync("begin;\n").ConfigureAwait(false);
        foreach (var statement in plan.Statements)
        {
            await output.WriteLineAsync($"{statement};\n").ConfigureAwait(false);
        }

        await output.WriteLineAsync("commit;").ConfigureAwait(false);
        foreach (var statement in plan.ForSuperuser)
        {
            await output.WriteLineAsync($"\n-- a superuser should run: {Comment(statement)};").ConfigureAwait(false);
        }
    }

    /// <summary>A role's name may break the line, and what follows would be no comment.</summary>
    private static string Comment(string statement) => statement.ReplaceLineEndings("\n-- ");

    private static async Task ReportAsync(
        ContractInstallation done,
        ContractOptions options,
        FileInfo file,
        TextWriter output
    )
    {
        await output
            .WriteLineAsync(
                done.PreviousVersion switch
                {
                    null => $"Contract version {ContractInstaller.Version} installed.",
                    var version when version < ContractInstaller.Version =>
                        $"Contract upgraded from version {version} to {ContractInstaller.Version}.",
                    _ => $"Contract version {ContractInstaller.Version} is installed.",
                }
            )
            .ConfigureAwait(false);
        if (done.Secret is not null)
        {
            await output
                .WriteLineAsync($"The secret for the services is in {file.FullName}; it can be had only now.")
                .ConfigureAwait(false);
        }

        if (done.PreviousVersion is null)
        {
            await output
                .WriteLineAsync(
                    $"Give the logins their passwords, in psql: \\password {options.ApplicationRole}, \\password"
                        + $" {options.AdminRole}"
                )
                .ConfigureAwait(false);
        }

        foreach (var statement in done.ForSuperuser)
        {
            await output.WriteLineAsync($"A superuser should run: {statement};").ConfigureAwait(false);
        }
    }
}
