using Ringfence.Testing;

// Tells where its server is, then waits to be killed; an argument makes it end by an unhandled exception instead.
var server = await PostgresServer.StartAsync();
Console.WriteLine($"{server.ProcessId} {Path.GetDirectoryName(server.LogFile)}");
if (args is ["throw"])
{
    throw new InvalidOperationException("Nobody handles this.");
}

await Task.Delay(Timeout.Infinite);
