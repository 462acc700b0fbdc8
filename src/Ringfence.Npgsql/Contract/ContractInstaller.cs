using Npgsql;
using Ringfence.Contract;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>
/// Installs and upgrades the contract: roles, schema <c>ringfence</c>, functions, grants. Idempotent, and one
/// transaction: a failure leaves the database as it was.
/// </summary>
/// <remarks>
/// The connection is one of a superuser, or of a login that may create roles and, in the database, schemas: what a
/// managed service gives. Two installations at once wait for each other.
/// </remarks>
public static class ContractInstaller
{
    /// <summary>The contract version that this library installs and speaks.</summary>
    public const int Version = ContractScript.Version;

    /// <summary>For another installer to end, or for whoever uses what the contract replaces.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Reads the server and says what <see cref="InstallAsync"/> would do, without doing it.</summary>
    /// <exception cref="ContractRefusedException">It would be refused.</exception>
    public static async Task<ContractInstallation> PlanAsync(
        NpgsqlDataSource admin,
        ContractOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(options);
        var connection = await admin.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await connection.PinSearchPathAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(connection, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Installs the contract, or brings an older one up to date; does nothing harmful to a current one.</summary>
    /// <param name="admin">Connections of the installer.</param>
    /// <param name="options">What to install.</param>
    /// <param name="keepSecret">
    /// Called with the new signing key or password before the transaction commits, so that a secret that could not be
    /// kept is not in force either: what it throws undoes everything. Null when the caller takes it from the result.
    /// </param>
    /// <param name="cancellationToken">Cancels, and undoes.</param>
    /// <exception cref="ContractRefusedException">
    /// The roles would make the contract void, the installer lacks a privilege, a newer version or another binding is
    /// installed.
    /// </exception>
    public static async Task<ContractInstallation> InstallAsync(
        NpgsqlDataSource admin,
        ContractOptions options,
        Func<string, CancellationToken, Task>? keepSecret = null,
        CancellationToken cancellationToken = default
    ) => await InstallWithinAsync(admin, options, keepSecret, LockTimeout, cancellationToken).ConfigureAwait(false);

    internal static async Task<ContractInstallation> InstallWithinAsync(
        NpgsqlDataSource admin,
        ContractOptions options,
        Func<string, CancellationToken, Task>? keepSecret,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(options);
        var connection = await admin.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);

        await connection.PinSearchPathAsync(cancellationToken).ConfigureAwait(false);
        await connection.TakeTurnsAsync(lockTimeout, cancellationToken).ConfigureAwait(false);
        var plan = await PlanAsync(connection, options, cancellationToken).ConfigureAwait(false);
        foreach (var statement in plan.Statements)
        {
            await RunAsync(connection, statement, cancellationToken).ConfigureAwait(false);
        }

        await connection
            .ExecuteAsync(Ddl.Text($"set local role {SqlName.Parse(options.Owner)}"), cancellationToken)
            .ConfigureAwait(false);
        var secret = await MakeSecretAsync(connection, options.Binding, cancellationToken).ConfigureAwait(false);
        if (secret is not null && keepSecret is not null)
        {
            await keepSecret(secret, cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return plan with { Secret = secret };
    }

    private static async Task<ContractInstallation> PlanAsync(
        NpgsqlConnection connection,
        ContractOptions options,
        CancellationToken cancellationToken
    )
    {
        _ = ContractRoles.Of(options); // Names that the server would not take, or cut short, are no matter of what it has.
        var facts = await ServerFactsReader.ReadAsync(connection, options, cancellationToken).ConfigureAwait(false);
        RefuseUnable(options, facts);
        var installed = facts.ContractExists
            ? await ContractRow.ReadAsync(connection, cancellationToken).ConfigureAwait(false)
            : null;
        RefuseOther(options, installed);

        var script = ContractScript.Write(options, facts);
        return new()
        {
            Statements = script.Statements,
            ForSuperuser = script.ForSuperuser,
            PreviousVersion = installed?.Version,
            Secret = null,
        };
    }

    private static void RefuseUnable(ContractOptions options, ServerFacts facts)
    {
        if (facts.Major < 14)
        {
            throw new ContractRefusedException($"PostgreSQL {facts.Major} is too old: Ringfence needs 14 or newer.");
        }

        if (!facts.MayCreateSchemas)
        {
            throw new ContractRefusedException(
                $"Role {facts.Installer} may not create schemas in database {facts.Database}. Have its owner run: grant"
                    + $" create on database {Quoted(facts.Database)} to {Quoted(facts.Installer)}"
            );
        }

        if (!facts.MayCreateRoles && !(facts.OwnerExists && facts.ApplicationExists && facts.AdminExists))
        {
            throw new ContractRefusedException(
                $"Role {facts.Installer} may not create roles. Run init as one that may, or have a superuser run: alter"
                    + $" role {Quoted(facts.Installer)} createrole"
            );
        }

        if (facts.SchemaOwner is not null && facts.SchemaOwner != options.Owner)
        {
            throw new ContractRefusedException(
                $"Schema ringfence belongs to role {facts.SchemaOwner}, not to {options.Owner}. Name that role with"
                    + " --owner, or drop the schema if it is not Ringfence's."
            );
        }

        if (facts.ContractExists && !facts.InstallerActsAsOwner)
        {
            throw new ContractRefusedException(
                $"Role {facts.Installer} is not a member of {options.Owner}, which owns the contract. Have a superuser"
                    + $" run: grant {Quoted(options.Owner)} to {Quoted(facts.Installer)}"
            );
        }
    }

    private static void RefuseOther(ContractOptions options, ContractRow? installed)
    {
        if (installed is null)
        {
            return;
        }

        if (installed.Version > Version)
        {
            throw new ContractRefusedException(
                $"Contract version {installed.Version} is installed and this is Ringfence for version {Version}. Update"
                    + " Ringfence; a contract is never taken back."
            );
        }

        if (installed.TenantIdType != options.TenantIdType)
        {
            throw new ContractRefusedException(
                $"The database's tenant ids are of type {installed.TenantIdType.SqlName()}. Run init with --tenant-type"
                    + $" {installed.TenantIdType.SqlName()}: policies and defaults rest on it."
            );
        }

        if (installed.Binding != options.Binding && !options.ReplaceBinding)
        {
            throw new ContractRefusedException(
                $"The database binds by {installed.Binding.SqlName()}. Run init with --binding"
                    + $" {installed.Binding.SqlName()}, or add --replace-binding to change it: services of the old"
                    + " binding are refused from then on."
            );
        }

        if (installed.ApplicationRole != options.ApplicationRole || installed.AdminRole != options.AdminRole)
        {
            throw new ContractRefusedException(
                $"The contract is for application role {installed.ApplicationRole} and admin role {installed.AdminRole}."
                    + " Run init with these."
            );
        }
    }

    private static async Task RunAsync(
        NpgsqlConnection connection,
        string statement,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new ContractRefusedException(
                $"The server refused: {e.MessageText}. Nothing was changed. Have a superuser run this statement, and"
                    + $" run init again: {statement}",
                e
            );
        }
        catch (PostgresException e)
        {
            throw new ContractRefusedException(
                $"The server refused: {e.MessageText} ({e.SqlState}). Nothing was changed. The statement was: {statement}",
                e
            );
        }
    }

    private static async Task<string?> MakeSecretAsync(
        NpgsqlConnection connection,
        Binding binding,
        CancellationToken cancellationToken
    ) =>
        binding switch
        {
            Binding.Signed => await connection
                .QueryTextAsync(
                    "select ringfence.new_key() where not exists (select from ringfence.signing_key)",
                    cancellationToken
                )
                .ConfigureAwait(false),
            Binding.Password => await connection
                .QueryTextAsync(
                    "select ringfence.new_password() where not exists (select from ringfence.password)",
                    cancellationToken
                )
                .ConfigureAwait(false),
            _ => null,
        };

    private static string Quoted(string name) => SqlName.Parse(name).Quoted;
}
