using System.Collections.Immutable;

namespace Ringfence.Npgsql.Hosting;

/// <summary>A property of the options, as a reload sees it: by its name, since its value may be a secret.</summary>
internal sealed record LiveProperty(string Name, Func<TenantDataSourceOptions, object?> Value)
{
    public static readonly ImmutableArray<LiveProperty> Live =
    [
        new(nameof(TenantDataSourceOptions.SigningKey), options => options.SigningKey),
        new(nameof(TenantDataSourceOptions.Password), options => options.Password),
        new(nameof(TenantDataSourceOptions.TokenLifetime), options => options.TokenLifetime),
    ];

    public static readonly ImmutableArray<LiveProperty> Fixed =
    [
        new(nameof(TenantDataSourceOptions.Binding), options => options.Binding),
        new(nameof(TenantDataSourceOptions.TenantIdType), options => options.TenantIdType),
        new(nameof(TenantDataSourceOptions.UnsafeAllowPrivilegedRole), options => options.UnsafeAllowPrivilegedRole),
        new(nameof(TenantDataSourceOptions.UnsafeTokensForAnyBackend), options => options.UnsafeTokensForAnyBackend),
        new(
            nameof(TenantDataSourceOptions.UnsafeKeepPreparedStatements),
            options => options.UnsafeKeepPreparedStatements
        ),
        new(nameof(TenantDataSourceOptions.UnsafePasswordBehindPooler), options => options.UnsafePasswordBehindPooler),
        new(nameof(TenantDataSourceOptions.UnsafeResetOnlyIfDirty), options => options.UnsafeResetOnlyIfDirty),
        new(nameof(TenantDataSourceOptions.ResetWithBind), options => options.ResetWithBind),
        new(nameof(TenantDataSourceOptions.CleanFunctions), options => string.Join(' ', options.CleanFunctions)),
        new(nameof(TenantDataSourceOptions.Limits), options => options.Limits?.Default),
        new(nameof(TenantDataSourceOptions.MetricTenants), options => options.MetricTenants),
    ];

    /// <summary>Those that differ, separated by commas; empty where none does.</summary>
    public static string Names(
        ImmutableArray<LiveProperty> properties,
        TenantDataSourceOptions before,
        TenantDataSourceOptions after
    ) =>
        string.Join(
            ", ",
            properties
                .Where(property => !Equals(property.Value(before), property.Value(after)))
                .Select(property => property.Name)
        );
}
