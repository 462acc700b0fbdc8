using System.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// The connection of a context, which unbinds what outlives a statement before it gives the driver's back. Interceptors
/// do not hear of each time: a context that is disposed, or goes back to its pool, closes without an event.
/// </summary>
internal sealed class BoundRelationalConnection(
    RelationalConnectionDependencies dependencies,
    NpgsqlDataSourceManager dataSourceManager,
    IDbContextOptions options
) : NpgsqlRelationalConnection(dependencies, dataSourceManager, options)
{
    private readonly TenantDataSource? _source = options.FindExtension<RingfenceOptionsExtension>()?.Source;

    /// <summary>
    /// Whether the context saves: what closes the connection behind a transaction that could not be begun is its batch
    /// then, and nobody otherwise.
    /// </summary>
    public bool IsSaving { get; set; }

    private PasswordLease? Lease =>
        _source is { Binding: global::Ringfence.Binding.Password } && DbConnection.State is ConnectionState.Open
            ? _source.FindBinding(DbConnection)?.Lease
            : null;

    protected override void CloseDbConnection()
    {
        Lease?.Release();
        base.CloseDbConnection();
    }

    protected override async Task CloseDbConnectionAsync()
    {
        if (Lease is { } lease)
        {
            await lease.ReleaseAsync().ConfigureAwait(false);
        }

        await base.CloseDbConnectionAsync().ConfigureAwait(false);
    }
}
