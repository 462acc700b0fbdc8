using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>
/// Replaces the signing key or the password while services run: the new one is valid at once, the old one for a time of
/// grace, in which the services are given the new one.
/// </summary>
public static class KeyRotation
{
    /// <summary>Makes the new secret.</summary>
    /// <param name="admin">Connections of a member of the contract's owner, or of a superuser.</param>
    /// <param name="grace">How long the old secret stays valid; at least an hour, unless zero: then it is void at once.</param>
    /// <param name="keepSecret">Called with the new secret before it is in force; what it throws undoes the rotation.</param>
    /// <param name="cancellationToken">Cancels, and undoes.</param>
    /// <returns>The new secret.</returns>
    /// <exception cref="RotationRefusedException">
    /// Two secrets are valid already, the database binds by setting, or the grace is too short.
    /// </exception>
    /// <exception cref="ContractRefusedException">The database has no contract.</exception>
    public static async Task<string> RotateAsync(
        NpgsqlDataSource admin,
        TimeSpan grace,
        Func<string, CancellationToken, Task>? keepSecret = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(admin);
        if (grace != TimeSpan.Zero && grace < TimeSpan.FromHours(1))
        {
            throw new RotationRefusedException("The grace must be zero or at least an hour.");
        }

        var connection = await admin.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await connection.PinSearchPathAsync(cancellationToken).ConfigureAwait(false);
        await connection.TakeTurnsAsync(LockTimeout, cancellationToken).ConfigureAwait(false);
        var owner =
            await connection.QueryTextAsync(OwnerQuery, cancellationToken).ConfigureAwait(false)
            ?? throw new ContractRefusedException(
                "The database has no contract. Run: ringfence init --admin CONNECTION"
            );
        await BecomeAsync(connection, SqlName.Parse(owner), cancellationToken).ConfigureAwait(false);
        var contract = await ContractRow.ReadAsync(connection, cancellationToken).ConfigureAwait(false);

        var secret = await ReplaceAsync(connection, Store.Of(contract.Binding), grace, cancellationToken)
            .ConfigureAwait(false);
        if (keepSecret is not null)
        {
            await keepSecret(secret, cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return secret;
    }

    private const string OwnerQuery = """
        select r.rolname::text
        from pg_namespace as n
        join pg_roles as r on r.oid = n.nspowner
        join pg_class as c on c.relnamespace = n.oid and c.relname = 'contract'
        where n.nspname = 'ringfence'
        """;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(1);

    private static async Task BecomeAsync(
        NpgsqlConnection connection,
        SqlName owner,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await connection.ExecuteAsync(Ddl.Text($"set local role {owner}"), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new ContractRefusedException(
                $"The contract's owner alone makes secrets, and this login cannot become it. Have a superuser run: grant"
                    + $" {owner.Quoted} to the login",
                e
            );
        }
    }

    private static async Task<string> ReplaceAsync(
        NpgsqlConnection connection,
        Store store,
        TimeSpan grace,
        CancellationToken cancellationToken
    )
    {
        await connection.ExecuteAsync(store.DeleteExpired, cancellationToken).ConfigureAwait(false);
        if (
            grace != TimeSpan.Zero
            && await connection.QueryTextAsync(store.Expiring, cancellationToken).ConfigureAwait(false) is { } until
        )
        {
            throw new RotationRefusedException(
                $"Two secrets are valid until {until}: the last rotation is not over. Wait, or rotate with a grace of"
                    + " zero if a secret is known to others, which refuses every service that has not the new one."
            );
        }

        var command = new NpgsqlCommand(store.Expire, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = grace });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return await connection.QueryTextAsync(store.Make, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The server made no secret.");
    }

    private sealed record Store(string DeleteExpired, string Expiring, string Expire, string Make)
    {
        public static Store Of(Binding binding) =>
            binding switch
            {
                Binding.Signed => new(
                    "delete from ringfence.signing_key as k where k.not_after <= clock_timestamp()",
                    "select max(k.not_after)::text from ringfence.signing_key as k",
                    "update ringfence.signing_key as k set not_after = clock_timestamp() + $1",
                    "select ringfence.new_key()"
                ),
                Binding.Password => new(
                    "delete from ringfence.password as p where p.not_after <= clock_timestamp()",
                    "select max(p.not_after)::text from ringfence.password as p",
                    "update ringfence.password as p set not_after = clock_timestamp() + $1",
                    "select ringfence.new_password()"
                ),
                _ => throw new RotationRefusedException("This database binds by setting, which has no secret."),
            };
    }
}
