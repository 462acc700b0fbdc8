using Microsoft.Extensions.Options;

namespace Ringfence.Messages;

/// <summary>Checks that headers are signed, or said not to be.</summary>
internal sealed class TenantHeaderOptionsValidator : IValidateOptions<TenantHeaderOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static void ThrowIfInvalid(TenantHeaderOptions options)
    {
        if (Failures(options) is [_, ..] failures)
        {
            throw new OptionsValidationException(nameof(TenantHeaderOptions), typeof(TenantHeaderOptions), failures);
        }
    }

    public ValidateOptionsResult Validate(string? name, TenantHeaderOptions options) =>
        Failures(options) is [_, ..] failures ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

    private static List<string> Failures(TenantHeaderOptions options)
    {
        var failures = new List<string>();
        if (options.UnsafeUnsigned)
        {
            if (options.Key is not null || options.AlsoAcceptedKey is not null)
            {
                failures.Add("A message header is either signed or not: take out UnsafeUnsigned, or the keys.");
            }
        }
        else if (string.IsNullOrEmpty(options.Key))
        {
            failures.Add("A message header is signed: set Key to a text that MessageKey.Generate made.");
        }
        else
        {
            AddKeyFailures(options, failures);
        }

        if (options.MaxAge < Shortest || options.MaxAge > Longest)
        {
            failures.Add("MaxAge must be from a second to 30 days.");
        }

        return failures;
    }

    private static void AddKeyFailures(TenantHeaderOptions options, List<string> failures)
    {
        MessageKey? other = null;
        if (
            !MessageKey.TryParse(options.Key, out var key)
            || (options.AlsoAcceptedKey is { } text && !MessageKey.TryParse(text, out other))
        )
        {
            failures.Add(new MessageKeyInvalidException().Message);
        }
        else if (key.Id == other?.Id)
        {
            failures.Add("Key and AlsoAcceptedKey have the same id: generate the new one with another.");
        }
    }
}
