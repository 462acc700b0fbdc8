using System.CommandLine;
using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Cli;

/// <summary><c>ringfence init</c>: installs or upgrades the contract.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var admin = SharedOptions.Admin();
        var contract = new ContractArguments();
        var secretFile = SharedOptions.SecretFile();
        var dryRun = SharedOptions.DryRun();
        var command = new Command("init", "Install the contract in a database, or bring it up to date");
        foreach (var option in (Option[])[admin, .. contract.All, secretFile, dryRun])
        {
            command.Add(option);
        }

        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var options = contract.Read(arguments);
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
