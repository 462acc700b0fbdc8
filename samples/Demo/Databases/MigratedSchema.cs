using Npgsql;

namespace Demo.Databases;

/// <summary>The migrations of an EF Core model, which make the tables and protect them.</summary>
internal sealed class MigratedSchema(Func<string, CancellationToken, Task> migrate) : ISchema
{
    public string Note => "made and protected there by migrations";

    public Task MakeAsync(DemoDatabase database, string owner, CancellationToken cancellationToken) =>
        migrate(
            new NpgsqlConnectionStringBuilder(database.SuperuserConnectionString)
            {
                Options = $"-c role={owner}",
            }.ConnectionString,
            cancellationToken
        );
}
