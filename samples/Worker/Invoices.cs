using Dapper;
using Ringfence.Npgsql;

namespace Worker;

/// <summary>What is done with the invoices of the tenant in scope. Not one statement says whose they are.</summary>
internal sealed class Invoices(TenantDataSource source)
{
    /// <summary>Writes down what the invoices come to today; once more only corrects it.</summary>
    public async Task SumAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into invoice_totals (day, total)
            select current_date, coalesce(sum(i.total), 0) from invoices as i
            on conflict (tenant_id, day) do update set total = excluded.total
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(Sql, cancellationToken: cancellationToken));
    }

    /// <summary>Marks what is overdue.</summary>
    /// <returns>How many were marked.</returns>
    public async Task<int> MarkOverdueAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            update invoices as i set is_overdue = true where i.due < current_date and not i.is_overdue
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(Sql, cancellationToken: cancellationToken));
    }

    /// <summary>Reminds of what is overdue, of each invoice once.</summary>
    public async Task RemindAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into reminders (invoice_id) select i.id from invoices as i where i.is_overdue
            on conflict do nothing
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(Sql, cancellationToken: cancellationToken));
    }

    /// <summary>Adds an invoice, and in the same transaction the message that tells of it.</summary>
    public async Task<Guid> AddAsync(NewInvoice added, CancellationToken cancellationToken)
    {
        const string Sql = "insert into invoices (total, due) values (@Total, current_date + @DueInDays) returning id";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await connection.QuerySingleAsync<Guid>(
            new CommandDefinition(Sql, added, transaction, cancellationToken: cancellationToken)
        );
        await Outboxes.Outbox.AddAsync(connection, Outboxes.Outbox.Notices, $"invoice {id} added", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }
}
