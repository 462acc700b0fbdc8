namespace Worker.Outboxes;

/// <summary>A message as a broker carries it.</summary>
internal sealed record Message(string Queue, Guid Id, IReadOnlyDictionary<string, string> Headers, string Body);
