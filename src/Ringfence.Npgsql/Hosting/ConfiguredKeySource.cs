using Microsoft.Extensions.Options;
using Ringfence.Signing;

namespace Ringfence.Npgsql.Hosting;

/// <summary>
/// The key that the options hold, also after the configuration was reloaded: a rotation needs no restart. A reload that
/// brings no key, or a malformed one, leaves the last one in use.
/// </summary>
internal sealed class ConfiguredKeySource : IKeySource, IDisposable
{
    private readonly IDisposable? _subscription;
    private SigningKey _key;

    public ConfiguredKeySource(IOptionsMonitor<TenantDataSourceOptions> monitor)
    {
        _key = SigningKey.Parse(monitor.CurrentValue.SigningKey ?? "");
        _subscription = monitor.OnChange(Change);
    }

    public SigningKey GetKey() => Volatile.Read(ref _key);

    public void Dispose() => _subscription?.Dispose();

    private void Change(TenantDataSourceOptions options)
    {
        if (SigningKey.TryParse(options.SigningKey, out var key))
        {
            Volatile.Write(ref _key, key);
        }
    }
}
