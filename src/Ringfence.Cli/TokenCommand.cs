using System.CommandLine;
using Ringfence.Signing;

namespace Ringfence.Cli;

/// <summary><c>ringfence token</c>: signs a token for psql, from a key file.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var tenant = new Argument<string>("tenant") { Description = "The tenant id" };
        var tenantType = SharedOptions.Choice("--tenant-type", "uuid, bigint, integer or text", TenantIdType.Uuid);
        var key = new Option<FileInfo>("--secret-file")
        {
            Description = "The file that init or key rotate wrote",
            DefaultValueFactory = _ => new("ringfence.secret"),
        };
        var lifetime = new Option<int>("--minutes")
        {
            Description = "How long the token is valid, 1 to 60",
            DefaultValueFactory = _ => 5,
        };
        lifetime.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 60)
            {
                result.AddError("--minutes takes 1 to 60.");
            }
        });
        var command = new Command("token", "Sign a token for ringfence.set_tenant, to work as a tenant in psql")
        {
            tenant,
            tenantType,
            key,
            lifetime,
        };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var text = await File.ReadAllTextAsync(arguments.GetValue(key)!.FullName, cancellationToken)
                    .ConfigureAwait(false);
                var token = SigningKey
                    .Parse(text)
                    .Sign(
                        TenantId.Parse(arguments.GetValue(tenant)!, arguments.GetValue(tenantType)),
                        TimeProvider.System.GetUtcNow().AddMinutes(arguments.GetValue(lifetime))
                    );
                await arguments.InvocationConfiguration.Output.WriteLineAsync(token).ConfigureAwait(false);
            }
        );
        return command;
    }
}
