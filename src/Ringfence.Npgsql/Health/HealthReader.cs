using System.Collections.Immutable;
using Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Health;

/// <summary>Reads the facts in one round trip, on a connection that is bound to nobody.</summary>
internal static class HealthReader
{
    private const string KeyQuery = "select f.id, f.created_at, f.not_after, f.valid from ringfence.key_facts() as f";

    private static readonly string RoleQuery = SqlResource.Read(typeof(SessionOpener), "SessionCheck");
    private static readonly string TablesQuery = SqlResource.Read(typeof(HealthReader), "TenantTables");

    public static async Task<HealthFacts> ReadAsync(
        NpgsqlConnection connection,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new(RoleQuery), new(ContractRow.Query), new(TablesQuery), new(KeyQuery) },
        };
        await using var _ = batch.ConfigureAwait(false);
        var sent = time.GetUtcNow();
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var received = time.GetUtcNow();

        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var session = SessionFacts.From(reader, sent, received);
        var contract = await NextAsync(reader, cancellationToken).ConfigureAwait(false)
            ? ContractRow.From(reader)
            : null;
        await NextAsync(reader, cancellationToken).ConfigureAwait(false);
        var tables = (int)reader["tenant_tables"];
        var unfenced = (int)reader["unfenced_tables"];
        ImmutableArray<string> faults = reader["faults"] is string[] found ? [.. found] : [];
        var key = await NextAsync(reader, cancellationToken).ConfigureAwait(false) ? Key(reader) : null;
        return new(session, contract, tables, unfenced, faults, key);
    }

    private static async Task<bool> NextAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
        && await reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    private static KeyInForce Key(NpgsqlDataReader reader) =>
        new(
            reader["id"] as string,
            reader["created_at"] is DateTime created ? new DateTimeOffset(created, TimeSpan.Zero) : null,
            // "infinity" comes as the last date there is.
            reader["not_after"] is DateTime end
            && end < DateTime.MaxValue
                ? new DateTimeOffset(end, TimeSpan.Zero)
                : null,
            (int)reader["valid"]
        );
}
