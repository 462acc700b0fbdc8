namespace Worker.Outboxes;

/// <summary>What the sample needs of RabbitMQ, Service Bus, Kafka, …</summary>
internal interface IBroker
{
    /// <summary>Returns when the broker has the message for good.</summary>
    ValueTask SendAsync(Message message, CancellationToken cancellationToken);

    /// <summary>The messages of a queue.</summary>
    IAsyncEnumerable<Message> ReceiveAsync(string queue, CancellationToken cancellationToken);
}
