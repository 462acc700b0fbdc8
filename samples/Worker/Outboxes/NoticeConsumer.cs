using System.Text;
using Dapper;
using Npgsql;
using Ringfence;
using Ringfence.Jobs;
using Ringfence.Messages;
using Ringfence.Npgsql;
using Ringfence.Tenants;

namespace Worker.Outboxes;

/// <summary>Takes messages from the broker, and handles each for the tenant that its header names.</summary>
internal sealed class NoticeConsumer(
    IBroker broker,
    TenantHeader header,
    ITenantRunner runner,
    TimeProvider time,
    ILogger<NoticeConsumer> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Handles a message; once more changes nothing, since the message's id is in the key of what it writes.</summary>
    public Task HandleAsync(Message message, CancellationToken cancellationToken)
    {
        // The queue is the one that this consumer reads, not one that the message claims to be from.
        var tenant = header.Extract(
            message.Headers,
            Outbox.Notices,
            message.Id.ToString(),
            Encoding.UTF8.GetBytes(message.Body)
        );
        return runner.RunAsync(tenant, (services, token) => WriteAsync(services, message, token), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var message in broker.ReceiveAsync(Outbox.Notices, stoppingToken))
        {
            try
            {
                await HandleAsync(message, stoppingToken);
            }
            catch (Exception e)
                when (e is TenantHeaderMissingException or TenantHeaderRefusedException or TenantNotActiveException)
            {
                logger.MessagePutAside(message.Id, e); // It would fail for ever: a real broker has a queue for it.
            }
            catch (Exception e) when (e is NpgsqlException or RingfenceException)
            {
                logger.MessageFailed(message.Id, e);
                await Task.Delay(Pause, time, stoppingToken);
                await broker.SendAsync(message, stoppingToken);
            }
        }
    }

    private static async Task WriteAsync(
        IServiceProvider services,
        Message message,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            insert into notices (message_id, body) values (@Id, @Body) on conflict do nothing
            """;
        var source = services.GetRequiredService<TenantDataSource>();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(
            Sql,
            new { message.Id, message.Body },
            cancellationToken: cancellationToken
        );
        await connection.ExecuteAsync(command);
    }
}
