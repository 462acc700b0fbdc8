using Observed;
using Ringfence.Testing;

await using var server = await PostgresServer.StartAsync();
await using var database = await Work.PrepareAsync(server);
using var observation = new Observation(Console.Out);
await Work.RunAsync(database);
