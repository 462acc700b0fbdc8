using System.Data.Common;
using System.Text;
using Dapper;
using Ringfence.Messages;
using Ringfence.Npgsql;

namespace Worker.Outboxes;

/// <summary>
/// The outbox of the tenant in scope: a tenant table, so that a tenant's messages are written, sent and stamped in its
/// scope, and a dispatcher that mistakes the tenant finds no rows.
/// </summary>
internal sealed class Outbox(TenantDataSource source, TenantHeader header, IBroker broker)
{
    /// <summary>The queue that tells of invoices.</summary>
    public const string Notices = "notices";

    /// <summary>Adds a message to the transaction that the connection is in: it is sent if that commits.</summary>
    public static Task AddAsync(
        DbConnection connection,
        string queue,
        string body,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "insert into outbox (queue, body) values (@queue, @body)",
                new { queue, body },
                cancellationToken: cancellationToken
            )
        );

    /// <summary>
    /// Sends what is not sent yet, and marks it. At least once: whoever dies between the two leaves it to be sent again.
    /// Several dispatchers share the work, since each skips what another has locked.
    /// </summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        const string Next = """
            select o.id, o.queue, o.body from outbox as o where o.sent is null
            order by o.added limit 100 for update skip locked
            """;
        const string Mark = "update outbox as o set sent = now() where o.id = any(@ids)";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await connection.QueryAsync<OutboxRow>(
            new CommandDefinition(Next, transaction: transaction, cancellationToken: cancellationToken)
        );
        var ids = new List<Guid>();
        try
        {
            foreach (var row in rows)
            {
                await broker.SendAsync(Stamp(row), cancellationToken);
                ids.Add(row.Id);
            }
        }
        finally
        {
            // Also where one is refused: those before it would be sent again with every attempt at that one.
            await connection.ExecuteAsync(new CommandDefinition(Mark, new { ids }, transaction));
            await transaction.CommitAsync(CancellationToken.None);
        }

        return ids.Count;
    }

    private Message Stamp(OutboxRow row)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        header.Inject(headers, row.Queue, row.Id.ToString(), Encoding.UTF8.GetBytes(row.Body));
        return new(row.Queue, row.Id, headers, row.Body);
    }
}
