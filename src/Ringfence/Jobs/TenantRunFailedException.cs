namespace Ringfence.Jobs;

/// <summary>
/// The work failed for some tenants. Its inner exception is the first of theirs, or all that were kept where there are
/// several.
/// </summary>
public sealed class TenantRunFailedException : RingfenceException
{
    private const int NamedTenants = 10;

    /// <param name="result">How the run ended; it has failures.</param>
    public TenantRunFailedException(TenantRunResult result)
        : base("RF1010", Text(result), Cause(result)) => Result = result;

    /// <summary>How the run ended, for each tenant.</summary>
    public TenantRunResult Result { get; }

    private static string Text(TenantRunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var named = string.Join(", ", result.Failures.Take(NamedTenants).Select(failure => failure.TenantId));
        var more = result.Failures.Length > NamedTenants ? $" and {result.Failures.Length - NamedTenants} more" : "";
        var rest = result.NotStarted.IsEmpty ? "" : $" {result.NotStarted.Length} were not started.";
        return $"The work failed for {result.Failures.Length} of {result.Total} tenants: {named}{more}.{rest} Look for the"
            + " cause of each in the result's Failures, and repeat the work for these tenants.";
    }

    private static Exception? Cause(TenantRunResult result) =>
        result.Failures.Select(failure => failure.Exception).OfType<Exception>().ToArray() switch
        {
            [] => null,
            [var one] => one,
            var all => new AggregateException(all),
        };
}
