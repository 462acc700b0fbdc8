using System.Data;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// The connection of a context, which tells the binding what ambient transaction it joined, and unbinds what outlives a
/// statement before it gives the driver's back. An interceptor would not hear of each time, since a context that is
/// disposed, or goes back to its pool, closes without an event; and where there is one EF Core makes events of them all.
/// </summary>
internal sealed class BoundRelationalConnection(
    RelationalConnectionDependencies dependencies,
    NpgsqlDataSourceManager dataSourceManager,
    IDbContextOptions options
) : NpgsqlRelationalConnection(dependencies, dataSourceManager, options)
{
    private readonly TenantDataSource? _source = options.FindExtension<RingfenceOptionsExtension>()?.Source;

    private NpgsqlParameter<char[]>? _argument;

    /// <summary>
    /// Whether the context saves: what closes the connection behind a transaction that could not be begun is its batch
    /// then, and nobody otherwise.
    /// </summary>
    public bool IsSaving { get; set; }

    /// <summary>
    /// The parameter of the last command's bind, unless a command has it still: with it the driver knows how to write the
    /// value. Whoever takes it has it alone, whatever threads a context is given to.
    /// </summary>
    public NpgsqlParameter<char[]>? TakeArgument() =>
        Interlocked.Exchange(ref _argument, null) is { Collection: null } free ? free : null;

    /// <summary>For the next command, once this one has it.</summary>
    public void KeepArgument(NpgsqlParameter<char[]> argument) => _argument = argument;

    private PasswordLease? Lease =>
        _source is { Binding: global::Ringfence.Binding.Password } && DbConnection.State is ConnectionState.Open
            ? _source.FindBinding(DbConnection)?.Lease
            : null;

    protected override void OpenDbConnection(bool errorsExpected)
    {
        base.OpenDbConnection(errorsExpected);
        Enlist();
    }

    protected override Task OpenDbConnectionAsync(bool errorsExpected, CancellationToken cancellationToken) =>
        Transaction.Current is null
            ? base.OpenDbConnectionAsync(errorsExpected, cancellationToken)
            : OpenAndEnlistAsync(errorsExpected, cancellationToken);

    protected override void CloseDbConnection()
    {
        _argument?.TypedValue = null;
        Lease?.Release();
        base.CloseDbConnection();
    }

    protected override Task CloseDbConnectionAsync()
    {
        _argument?.TypedValue = null;
        return Lease is { } lease ? ReleaseAndCloseAsync(lease) : base.CloseDbConnectionAsync();
    }

    private async Task OpenAndEnlistAsync(bool errorsExpected, CancellationToken cancellationToken)
    {
        await base.OpenDbConnectionAsync(errorsExpected, cancellationToken).ConfigureAwait(false);
        Enlist();
    }

    private async Task ReleaseAndCloseAsync(PasswordLease lease)
    {
        await lease.ReleaseAsync().ConfigureAwait(false);
        await base.CloseDbConnectionAsync().ConfigureAwait(false);
    }

    private void Enlist()
    {
        if (Transaction.Current is { } ambient)
        {
            _source?.FindBinding(DbConnection)?.Opened(ambient);
        }
    }
}
