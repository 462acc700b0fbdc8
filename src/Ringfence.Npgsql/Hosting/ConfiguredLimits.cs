using Microsoft.Extensions.Configuration;
using Ringfence.Npgsql.Limits;

namespace Ringfence.Npgsql.Hosting;

/// <summary>
/// The limits that a section of the configuration names. Generated code does not write to the <c>init</c> properties of
/// <see cref="TenantLimits"/>, and says nothing: the limits would be off unseen.
/// </summary>
internal sealed class ConfiguredLimits
{
    public int? MaxConnections { get; set; }

    public int? MaxWaiting { get; set; }

    public TimeSpan? MaxWait { get; set; }

    public TimeSpan? StatementTime { get; set; }

    public TimeSpan? Window { get; set; }

    public TimeSpan? MaxCommandTimeout { get; set; }

    /// <summary>Puts what <c>Limits:Default</c> names into the options; what it does not name stays.</summary>
    public static void Apply(IConfiguration section, TenantDataSourceOptions options)
    {
        var limits = section.GetSection("Limits:Default");
        if (!limits.Exists())
        {
            return;
        }

        var found = new ConfiguredLimits();
        limits.Bind(found);
        options.Limits = new()
        {
            Default = found.Over(options.Limits?.Default ?? new()),
            ForTenant = options.Limits?.ForTenant,
        };
    }

    private TenantLimits Over(TenantLimits before) =>
        before with
        {
            MaxConnections = MaxConnections ?? before.MaxConnections,
            MaxWaiting = MaxWaiting ?? before.MaxWaiting,
            MaxWait = MaxWait ?? before.MaxWait,
            StatementTime = StatementTime ?? before.StatementTime,
            Window = Window ?? before.Window,
            MaxCommandTimeout = MaxCommandTimeout ?? before.MaxCommandTimeout,
        };
}
