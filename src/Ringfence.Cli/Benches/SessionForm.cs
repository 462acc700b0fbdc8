using System.Data.Common;
using Ringfence.Signing;

namespace Ringfence.Cli.Benches;

/// <summary>
/// The contract's session form: how services in other languages tell the tenant when they take a connection, and take it
/// back when they return it. A round trip before the statement, and one after.
/// </summary>
/// <param name="Set">The statement that binds.</param>
/// <param name="Arguments">What it takes.</param>
internal sealed record SessionForm(string Set, string[] Arguments)
{
    private const string Unset = "select ringfence.unset_tenant()";
    private const string ByToken = "select ringfence.set_tenant($1)";
    private const string ByPassword = "select ringfence.set_tenant_id($1, $2)";

    public static SessionForm Of(Binding binding, TenantId tenantId, string? secret, DateTimeOffset expires) =>
        binding switch
        {
            Binding.Signed => new(ByToken, [SigningKey.Parse(secret!).Sign(tenantId, expires)]),
            Binding.Setting => new(ByToken, [tenantId.Value]),
            Binding.Password => new(ByPassword, [tenantId.Value, secret!.Trim()]),
            _ => throw new ArgumentOutOfRangeException(nameof(binding), binding, message: null),
        };

    public Task SetAsync(DbConnection connection, CancellationToken cancellationToken) =>
        RunAsync(connection, Set, Arguments, cancellationToken);

    /// <summary>Whatever happened in between: else the connection would go back to its pool bound.</summary>
    public static Task UnsetAsync(DbConnection connection) => RunAsync(connection, Unset, [], CancellationToken.None);

    private static async Task RunAsync(
        DbConnection connection,
        string sql,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = sql;
        foreach (var argument in arguments)
        {
            command.Parameters.Add(BenchRead.Untyped(argument));
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
