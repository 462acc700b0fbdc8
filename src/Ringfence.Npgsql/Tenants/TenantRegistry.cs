using System.Runtime.CompilerServices;
using Npgsql;

namespace Ringfence.Npgsql.Tenants;

/// <summary>Registers tenants and changes their state. Services hear of every change when it is committed.</summary>
/// <remarks>
/// Over connections of the admin role, of a member of the contract's owner, or of a superuser; the application role is
/// refused. Threads: any over a data source; over a connection as that.
/// </remarks>
public sealed class TenantRegistry
{
    /// <summary>The longest name to show, in characters.</summary>
    public const int MaxDisplayNameLength = 200;

    private const int PageSize = 1000;

    private readonly Func<NpgsqlCommand> _createCommand;

    /// <param name="admin">Each change is a transaction of its own.</param>
    public TenantRegistry(NpgsqlDataSource admin)
    {
        ArgumentNullException.ThrowIfNull(admin);
        _createCommand = () => admin.CreateCommand();
    }

    /// <param name="admin">
    /// An open connection that may write: the changes belong to its transaction, and are heard when that is committed.
    /// </param>
    public TenantRegistry(NpgsqlConnection admin)
    {
        ArgumentNullException.ThrowIfNull(admin);
        _createCommand = admin.CreateCommand;
    }

    /// <summary>The type of the database's tenant ids, to parse what a person typed.</summary>
    /// <exception cref="TenantRegistryMissingException">The database has no contract.</exception>
    public async Task<TenantIdType> GetTenantIdTypeAsync(CancellationToken cancellationToken = default)
    {
        var command = RegistryCommand.Create(_createCommand, "select c.tenant_type from ringfence.contract as c");
        await using var _ = command.ConfigureAwait(false);
        var name = await RegistryCommand
            .RunAsync(null, () => command.ExecuteScalarAsync(cancellationToken))
            .ConfigureAwait(false);
        return TenantIdTypeNames.Find(name as string ?? "") ?? throw new TenantRegistryMissingException();
    }

    /// <summary>Makes the tenant known, and active.</summary>
    /// <param name="tenantId">An id that was never registered.</param>
    /// <param name="displayName">A name for people to read; null for none.</param>
    /// <param name="cancellationToken">Cancels; nothing is registered then.</param>
    /// <exception cref="TenantRegistryRefusedException">The id is registered already, or was a deleted tenant's.</exception>
    public Task RegisterAsync(
        TenantId tenantId,
        string? displayName = null,
        CancellationToken cancellationToken = default
    )
    {
        if (
            displayName is not null
            && (string.IsNullOrWhiteSpace(displayName) || displayName.Length > MaxDisplayNameLength)
        )
        {
            throw new ArgumentException($"A name has 1 to {MaxDisplayNameLength} characters.", nameof(displayName));
        }

        return ChangeAsync("select ringfence.register_tenant($1, $2)", tenantId, [displayName], cancellationToken);
    }

    /// <summary>Lets nothing new run for the tenant; its rows stay. Does nothing if it is suspended already.</summary>
    /// <exception cref="TenantRegistryRefusedException">It is not known, or deleted.</exception>
    public Task SuspendAsync(TenantId tenantId, CancellationToken cancellationToken = default) =>
        ChangeAsync("select ringfence.suspend_tenant($1)", tenantId, [], cancellationToken);

    /// <summary>Ends a suspension. Does nothing if the tenant is active already.</summary>
    /// <exception cref="TenantRegistryRefusedException">It is not known, or deleted.</exception>
    public Task ActivateAsync(TenantId tenantId, CancellationToken cancellationToken = default) =>
        ChangeAsync("select ringfence.activate_tenant($1)", tenantId, [], cancellationToken);

    /// <summary>
    /// Deletes the tenant for good. Its id stays, so that nobody gets it again; its name does not. Rows of tenant tables
    /// are left as they are. Does nothing if it is deleted already.
    /// </summary>
    /// <exception cref="TenantRegistryRefusedException">It is not known.</exception>
    public Task DeleteAsync(TenantId tenantId, CancellationToken cancellationToken = default) =>
        ChangeAsync("select ringfence.delete_tenant($1)", tenantId, [], cancellationToken);

    /// <summary>What is registered of the tenant; null for one that is not known.</summary>
    public async Task<RegisteredTenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        const string Sql = """
            select t.id, t.display_name, t.state, t.created_at, t.changed_at, t.changed_by
            from ringfence.find_tenant($1) as t
            """;
        var found = await ReadAsync(Sql, tenantId, [tenantId.Value], _ => tenantId, cancellationToken)
            .ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    /// <summary>All tenants, whatever their state, in the order of their ids; read as it is enumerated, page by page.</summary>
    public async IAsyncEnumerable<RegisteredTenant> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        const string Sql = """
            select t.id, t.display_name, t.state, t.created_at, t.changed_at, t.changed_by
            from ringfence.registered_tenants($1, $2) as t
            """;
        var type = await GetTenantIdTypeAsync(cancellationToken).ConfigureAwait(false);
        string? last = null;
        List<RegisteredTenant> page;
        do
        {
            page = await ReadAsync(
                    Sql,
                    tenantId: null,
                    [last, PageSize],
                    id => TenantId.Parse(id, type),
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var tenant in page)
            {
                yield return tenant;
            }

            last = page is [.., var end] ? end.TenantId.Value : null;
        } while (page.Count == PageSize);
    }

    private async Task ChangeAsync(string sql, TenantId tenantId, object?[] values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        var command = RegistryCommand.Create(_createCommand, sql, [tenantId.Value, .. values]);
        await using var _ = command.ConfigureAwait(false);
        await RegistryCommand
            .RunAsync(tenantId, () => command.ExecuteNonQueryAsync(cancellationToken))
            .ConfigureAwait(false);
    }

    private async Task<List<RegisteredTenant>> ReadAsync(
        string sql,
        TenantId? tenantId,
        object?[] values,
        Func<string, TenantId> parse,
        CancellationToken cancellationToken
    )
    {
        var command = RegistryCommand.Create(_createCommand, sql, values);
        await using var _ = command.ConfigureAwait(false);
        var reader = await RegistryCommand
            .RunAsync(tenantId, () => command.ExecuteReaderAsync(cancellationToken))
            .ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var tenants = new List<RegisteredTenant>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            tenants.Add(
                new()
                {
                    TenantId = parse((string)reader["id"]),
                    DisplayName = reader["display_name"] as string,
                    State = TenantStates.Parse((string)reader["state"]),
                    CreatedAt = Time(reader["created_at"]),
                    ChangedAt = Time(reader["changed_at"]),
                    ChangedBy = (string)reader["changed_by"],
                }
            );
        }

        return tenants;
    }

    private static DateTimeOffset Time(object value) => new((DateTime)value, TimeSpan.Zero);
}
