using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Npgsql;
using Ringfence.EntityFrameworkCore.Binding;
using Ringfence.EntityFrameworkCore.Telemetry;
using Ringfence.Npgsql.Bulk;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>One bulk insert on a context's connection, in its transaction where it is in one.</summary>
internal sealed class EntityInsert<T>(DbContext context, IEntityType type, BulkInsertOptions options)
    where T : class
{
    public async Task<long> RunAsync(IAsyncEnumerable<T> entities, CancellationToken cancellationToken)
    {
        ContextTenant.Get(context); // Before a connection is taken.
        var table = new EntityTable(type, context.GetService<IValueGeneratorSelector>());
        var enumerator = entities.GetAsyncEnumerator(cancellationToken);
        await using var _ = enumerator.ConfigureAwait(false);
        if (!await enumerator.MoveNextAsync().ConfigureAwait(false))
        {
            return 0;
        }

        var rows = new EntityRows<T>(table, type.DisplayName(), EntityRows<T>.Required(enumerator.Current));
        var insert = rows.Insert();
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunAsync(insert, rows, enumerator, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private async Task<long> RunAsync(
        BulkInsert<T> insert,
        EntityRows<T> rows,
        IAsyncEnumerator<T> enumerator,
        CancellationToken cancellationToken
    )
    {
        var source =
            context.GetService<IDbContextOptions>().FindExtension<RingfenceOptionsExtension>()?.Source
            ?? throw new InvalidOperationException("The context binds no tenant: call UseRingfence().");
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var binding = source.FindBinding(connection) ?? throw new ContextConnectionException();
        if (EnlistedContext.Find(context.GetService<IRelationalConnection>()) is { } joined)
        {
            binding.Enlisted(joined);
        }

        var transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        var tenantId = binding.Tenant(TransactionTenants.HasRun(transaction));
        TransactionTenants.Check(transaction, binding, tenantId);
        var isContexts = transaction is not null && !binding.IsInTransaction;
        if (isContexts)
        {
            binding.TransactionBegan(tenantId);
        }

        try
        {
            var read = rows.ReadAsync(enumerator, tenantId, binding.Session().TenantIdType, cancellationToken);
            return await source
                .Lend(connection, binding)
                .BulkInsertAsync(insert, read, options, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            // It is the context that knows when its transaction ends.
            if (isContexts)
            {
                binding.TransactionEnded();
            }
        }
    }
}
