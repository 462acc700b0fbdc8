using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>As one finds it in the wild: a round trip when a connection is opened, and another when it is closed.</summary>
/// <param name="unsets">Whether it is unset; else the driver's reset has to do it.</param>
internal sealed class OpenedTenant(bool unsets) : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => await SetAsync(connection, TenantScope.GetCurrent().Value, cancellationToken);

    public override async ValueTask<InterceptionResult> ConnectionClosingAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result
    )
    {
        if (unsets)
        {
            await SetAsync(connection, "", CancellationToken.None);
        }

        return result;
    }

    private static async Task SetAsync(DbConnection connection, string tenant, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select set_config('opened.tenant', @tenant, false)";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "tenant";
        parameter.Value = tenant;
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
