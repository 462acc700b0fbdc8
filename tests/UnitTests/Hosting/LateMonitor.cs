using Microsoft.Extensions.Options;
using Ringfence.Npgsql;

namespace UnitTests.Hosting;

/// <summary>A monitor that announces what a test says, whatever is current by then.</summary>
internal sealed class LateMonitor(TenantDataSourceOptions current) : IOptionsMonitor<TenantDataSourceOptions>
{
    private Action<TenantDataSourceOptions, string?> _listener = (_, _) => { };

    public TenantDataSourceOptions CurrentValue { get; set; } = current;

    public TenantDataSourceOptions Get(string? name) => CurrentValue;

    public void Announce(TenantDataSourceOptions options, string name) => _listener(options, name);

    public IDisposable? OnChange(Action<TenantDataSourceOptions, string?> listener)
    {
        _listener = listener;
        return null;
    }
}
