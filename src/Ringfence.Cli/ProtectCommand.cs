using System.CommandLine;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Cli;

/// <summary><c>ringfence protect</c>: makes tables tenant tables.</summary>
internal static class ProtectCommand
{
    public static Command Create()
    {
        var tables = new Argument<string[]>("table")
        {
            Description = "The tables, as schema.table",
            Arity = ArgumentArity.OneOrMore,
        };
        var admin = SharedOptions.Admin();
        var column = new Option<string>("--column")
        {
            Description = "The tenant column; added where an empty table has none",
            DefaultValueFactory = _ => "tenant_id",
        };
        var dryRun = SharedOptions.DryRun();
        var command = new Command("protect", "Give tables their default, index, policy and grants")
        {
            tables,
            admin,
            column,
            dryRun,
        };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var source = SharedOptions.Connect(arguments, admin);
                await using var _ = source.ConfigureAwait(false);
                var dry = arguments.GetValue(dryRun);
                var done = await TableProtector
                    .ProtectAsync(
                        source,
                        arguments.GetValue(tables)!,
                        arguments.GetValue(column)!,
                        dry,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                foreach (var table in done)
                {
                    await ReportAsync(table, dry, arguments.InvocationConfiguration.Output).ConfigureAwait(false);
                }
            }
        );
        return command;
    }

    private static async Task ReportAsync(TableProtection table, bool dryRun, TextWriter output)
    {
        if (dryRun)
        {
            await output.WriteLineAsync($"{string.Join(";\n", table.Statements)};").ConfigureAwait(false);
        }
        else
        {
            await output.WriteLineAsync($"{table.Table} is a tenant table.").ConfigureAwait(false);
        }

        foreach (var key in table.KeysWithoutTenant)
        {
            await output
                .WriteLineAsync($"-- {table.Table}: a key without the tenant, which reaches across tenants: {key}")
                .ConfigureAwait(false);
        }
    }
}
