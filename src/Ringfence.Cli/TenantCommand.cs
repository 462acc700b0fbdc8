using System.CommandLine;
using Ringfence.Npgsql.Tenants;

namespace Ringfence.Cli;

/// <summary><c>ringfence tenant</c>: the registry of tenants.</summary>
internal static class TenantCommand
{
    public static Command Create() =>
        new("tenant", "The registry of the database's tenants")
        {
            Add(),
            Change(
                "suspend",
                "Let nothing new run for a tenant",
                "is suspended",
                (registry, tenant, token) => registry.SuspendAsync(tenant, token)
            ),
            Change(
                "activate",
                "End the suspension of a tenant",
                "is active",
                (registry, tenant, token) => registry.ActivateAsync(tenant, token)
            ),
            Delete(),
            TenantListCommand.Create(),
        };

    private static Command Add()
    {
        var tenant = Tenant();
        var admin = SharedOptions.Admin();
        var name = new Option<string?>("--name") { Description = "A name for people to read" };
        name.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string?>() is { } given
                && (string.IsNullOrWhiteSpace(given) || given.Length > TenantRegistry.MaxDisplayNameLength)
            )
            {
                result.AddError($"--name takes 1 to {TenantRegistry.MaxDisplayNameLength} characters.");
            }
        });
        var command = new Command("add", "Register a tenant, active") { tenant, admin, name };
        command.SetAction(
            (arguments, cancellationToken) =>
                RunAsync(
                    arguments,
                    (tenant, admin),
                    "is registered",
                    (registry, id, token) => registry.RegisterAsync(id, arguments.GetValue(name), token),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Delete()
    {
        var tenant = Tenant();
        var admin = SharedOptions.Admin();
        var forGood = new Option<bool>("--for-good")
        {
            Description = "Say so: nobody gets the id again, not even this tenant",
        };
        var command = new Command("delete", "Delete a tenant for good; its rows are left as they are")
        {
            tenant,
            admin,
            forGood,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(forGood))
            {
                result.AddError("A deleted tenant never comes back. Add --for-good, or suspend it.");
            }
        });
        command.SetAction(
            (arguments, cancellationToken) =>
                RunAsync(
                    arguments,
                    (tenant, admin),
                    "is deleted",
                    (registry, id, token) => registry.DeleteAsync(id, token),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Change(
        string verb,
        string description,
        string done,
        Func<TenantRegistry, TenantId, CancellationToken, Task> change
    )
    {
        var tenant = Tenant();
        var admin = SharedOptions.Admin();
        var command = new Command(verb, description) { tenant, admin };
        command.SetAction(
            (arguments, cancellationToken) => RunAsync(arguments, (tenant, admin), done, change, cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(
        ParseResult arguments,
        (Argument<string> Tenant, Option<string> Admin) given,
        string done,
        Func<TenantRegistry, TenantId, CancellationToken, Task> change,
        CancellationToken cancellationToken
    )
    {
        var source = SharedOptions.Connect(arguments, given.Admin);
        await using var _ = source.ConfigureAwait(false);
        var registry = new TenantRegistry(source);
        var type = await registry.GetTenantIdTypeAsync(cancellationToken).ConfigureAwait(false);
        var tenant = TenantId.Parse(arguments.GetValue(given.Tenant)!, type);
        await change(registry, tenant, cancellationToken).ConfigureAwait(false);
        await arguments.InvocationConfiguration.Output.WriteLineAsync($"Tenant {tenant} {done}.").ConfigureAwait(false);
    }

    private static Argument<string> Tenant() => new("tenant") { Description = "The tenant id" };
}
