using Ringfence.Npgsql.Contract;

namespace Demo.Databases;

/// <summary>A script, and what <c>ringfence protect</c> does.</summary>
internal sealed class ScriptedSchema(string script, string[] tenantTables) : ISchema
{
    public string Note => $"protected there: {string.Join(", ", tenantTables)}";

    public async Task MakeAsync(DemoDatabase database, string owner, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync($"set role {owner}; {script}", cancellationToken);
        await TableProtector.ProtectAsync(database.Superuser, tenantTables, cancellationToken: cancellationToken);
    }
}
