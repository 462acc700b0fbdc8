namespace Worker.Outboxes;

internal sealed record OutboxRow(Guid Id, string Queue, string Body);
