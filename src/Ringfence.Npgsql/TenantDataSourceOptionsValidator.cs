using Microsoft.Extensions.Options;
using Ringfence.Signing;

namespace Ringfence.Npgsql;

/// <summary>
/// Checks that the binding has its secret: when the data source is made, and at every reload. Not an
/// <c>IValidateOptions</c>, which would throw on the thread that reloads a configuration in which the key is missing for
/// a moment.
/// </summary>
internal static class TenantDataSourceOptionsValidator
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void ThrowIfInvalid(TenantDataSourceOptions options)
    {
        if (Failures(options) is [_, ..] failures)
        {
            throw new OptionsValidationException(
                nameof(TenantDataSourceOptions),
                typeof(TenantDataSourceOptions),
                failures
            );
        }
    }

    public static List<string> Failures(TenantDataSourceOptions options)
    {
        var failures = new List<string>();
        if (options is { Binding: Binding.Signed, KeySource: null })
        {
            if (string.IsNullOrEmpty(options.SigningKey))
            {
                failures.Add(
                    "The signed binding needs a key: set SigningKey to what 'ringfence init' wrote, or KeySource."
                );
            }
            else if (!SigningKey.TryParse(options.SigningKey, out _))
            {
                failures.Add(new SigningKeyInvalidException().Message);
            }
        }

        if (options.Binding == Binding.Password && string.IsNullOrEmpty(options.Password))
        {
            failures.Add("The password binding needs a password: set Password to what 'ringfence init' wrote.");
        }

        if (options is { UnsafeResetOnlyIfDirty: true, Binding: Binding.Password })
        {
            failures.Add("UnsafeResetOnlyIfDirty is not for the password binding, which lasts as long as its session.");
        }

        if (options is { ResetWithBind: true, Binding: Binding.Password })
        {
            failures.Add("ResetWithBind is not for the password binding, whose bind is no statement of a transaction.");
        }

        if (options.TokenLifetime < Shortest || options.TokenLifetime > Longest)
        {
            failures.Add("TokenLifetime must be from ten seconds to an hour.");
        }

        if (options.MetricTenants < 0)
        {
            failures.Add("MetricTenants must be zero, or how many tenants to tell apart.");
        }

        return failures;
    }
}
