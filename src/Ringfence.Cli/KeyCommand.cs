using System.CommandLine;
using System.Globalization;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Cli;

/// <summary><c>ringfence key rotate</c>: replaces the signing key or the password.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var admin = SharedOptions.Admin();
        var grace = new Option<TimeSpan>("--grace")
        {
            Description = "How long the old one stays valid: 1.00:00:00 is a day; 0 voids it at once",
            DefaultValueFactory = _ => TimeSpan.FromDays(1),
            CustomParser = result =>
            {
                if (
                    !TimeSpan.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value)
                    || value < TimeSpan.Zero
                )
                {
                    result.AddError("--grace takes days.hours:minutes:seconds, or 0.");
                }

                return value;
            },
        };
        var secretFile = SharedOptions.SecretFile();
        var rotate = new Command("rotate", "Make a new signing key or password; both are valid for a time of grace")
        {
            admin,
            grace,
            secretFile,
        };
        rotate.SetAction(
            async (arguments, cancellationToken) =>
            {
                var source = SharedOptions.Connect(arguments, admin);
                await using var _ = source.ConfigureAwait(false);
                var file = arguments.GetValue(secretFile)!;
                var time = arguments.GetValue(grace);
                await KeyRotation
                    .RotateAsync(
                        source,
                        time,
                        (secret, token) => SecretFile.WriteAsync(file, secret, token),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                await arguments
                    .InvocationConfiguration.Output.WriteLineAsync(
                        time == TimeSpan.Zero
                            ? $"The new secret is in {file.FullName}; the old one is void."
                            : $"The new secret is in {file.FullName}. Give it to every service within {time:c}; both are"
                                + " valid until then."
                    )
                    .ConfigureAwait(false);
            }
        );
        return new("key", "The secret that services bind with") { rotate };
    }
}
