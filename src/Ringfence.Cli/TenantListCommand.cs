using System.CommandLine;
using Ringfence.Npgsql.Tenants;

namespace Ringfence.Cli;

/// <summary><c>ringfence tenant list</c>: a line a tenant, its id, state and name, with tabs between.</summary>
internal static class TenantListCommand
{
    public static Command Create()
    {
        var admin = SharedOptions.Admin();
        var command = new Command("list", "Print all tenants: id, state and name, with tabs between") { admin };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var source = SharedOptions.Connect(arguments, admin);
                await using var _ = source.ConfigureAwait(false);
                var output = arguments.InvocationConfiguration.Output;
                await foreach (
                    var tenant in new TenantRegistry(source).ListAsync(cancellationToken).ConfigureAwait(false)
                )
                {
                    await output.WriteLineAsync(Line(tenant)).ConfigureAwait(false);
                }
            }
        );
        return command;
    }

    private static string Line(RegisteredTenant tenant) =>
        $"{tenant.TenantId}\t{tenant.State.ToString().ToLowerInvariant()}\t{Printable.Of(tenant.DisplayName)}";
}
