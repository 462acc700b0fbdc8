using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ringfence.Npgsql.Hosting;

/// <summary>
/// Makes the options, and the last good ones again where a reload brings unusable ones: a configuration that is half
/// written, a key that is missing for a moment, a duration that is none. Before there are good ones, the data source
/// says what is wrong when it is made: at start-up.
/// </summary>
internal sealed class LastGoodOptions(
    IEnumerable<IConfigureOptions<TenantDataSourceOptions>> setups,
    IEnumerable<IPostConfigureOptions<TenantDataSourceOptions>> lastSetups,
    IEnumerable<IValidateOptions<TenantDataSourceOptions>> validations,
    ILoggerFactory? loggers = null
) : IOptionsFactory<TenantDataSourceOptions>
{
    private readonly OptionsFactory<TenantDataSourceOptions> _factory = new(setups, lastSetups, validations);
    private readonly ConcurrentDictionary<string, TenantDataSourceOptions> _good = new(StringComparer.Ordinal);

    public TenantDataSourceOptions Create(string name)
    {
        try
        {
            var made = _factory.Create(name);
            if (TenantDataSourceOptionsValidator.Failures(made) is [_, ..] failures)
            {
                return LastGood(name, string.Join(' ', failures)) ?? made;
            }

            _good[name] = made;
            return made;
        }
        // Whatever it is: thrown on, it would end with the thread that reloads, unheard.
        catch (Exception e) when (LastGood(name, e.Message) is { } good)
        {
            return good;
        }
    }

    private TenantDataSourceOptions? LastGood(string name, string reason)
    {
        var good = _good.GetValueOrDefault(name);
        if (good is not null)
        {
            loggers?.CreateLogger("Ringfence.Npgsql").ReloadIgnored(name, reason);
        }

        return good;
    }
}
