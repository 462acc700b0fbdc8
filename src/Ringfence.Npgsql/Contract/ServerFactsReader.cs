using Npgsql;
using Ringfence.Contract;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>Looks at the server before the contract is written, and refuses what would make it void.</summary>
internal static class ServerFactsReader
{
    private static readonly string Query = SqlResource.Read(typeof(ServerFactsReader), "ServerFacts");
    private static readonly string StampQuery = SqlResource.Read(typeof(ServerFactsReader), "StampFacts");

    public static async Task<ServerFacts> ReadAsync(
        NpgsqlConnection connection,
        ContractOptions options,
        CancellationToken cancellationToken
    )
    {
        var (ownerMayStamp, applicationStamps) = await ReadStampsAsync(connection, options, cancellationToken)
            .ConfigureAwait(false);
        var command = new NpgsqlCommand(Query, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = options.Owner });
        command.Parameters.Add(new() { Value = options.ApplicationRole });
        command.Parameters.Add(new() { Value = options.AdminRole });

        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        bool Is(string column) => reader.GetBoolean(reader.GetOrdinal(column));
        string? Find(string column) => reader[column] as string;

        RefuseUnsafeRoles(options, Is, Find("application_danger"));
        if (Find("foreign_object") is { } foreign)
        {
            throw new ContractRefusedException(
                $"In schema ringfence, {foreign} is not of the schema's owner. Drop it: nobody else may own what the"
                    + " contract rests on."
            );
        }

        // Its functions are called as the contract's owner: who may drop them may put others in their place.
        if (options.Binding == Binding.Password && Is("application_owns_pgcrypto"))
        {
            throw new ContractRefusedException(
                $"Extension pgcrypto, or its schema, belongs to {options.ApplicationRole} or to a role that it is a member"
                    + " of. Have a superuser drop and create it, in a schema of another role."
            );
        }

        if (options.Binding == Binding.Signed && !options.SealOnly && applicationStamps is not null)
        {
            throw new ContractRefusedException(
                $"Role {options.ApplicationRole} could write stamps, and so be any tenant: {applicationStamps}. Or keep to"
                    + " seals with --seal-only."
            );
        }

        return FactsOf(reader, ownerMayStamp);
    }

    private static ServerFacts FactsOf(NpgsqlDataReader reader, bool ownerMayStamp)
    {
        bool Is(string column) => reader.GetBoolean(reader.GetOrdinal(column));
        string? Find(string column) => reader[column] as string;

        return new()
        {
            Major = reader.GetInt32(reader.GetOrdinal("major")),
            Database = Find("database")!,
            Installer = Find("installer")!,
            Superuser = Is("superuser"),
            MayBypassRls = Is("may_bypass_rls"),
            MayCreateRoles = Is("may_create_roles"),
            MayCreateSchemas = Is("may_create_schemas"),
            OwnerExists = Is("owner_exists"),
            ApplicationExists = Is("application_exists"),
            AdminExists = Is("admin_exists"),
            AdminBypasses = Is("admin_bypasses"),
            InstallerActsAsOwner = Is("installer_acts_as_owner"),
            OwnerSeesApplication = Is("owner_sees_application"),
            PublicMayConnect = Is("public_may_connect"),
            PublicMayCreateInPublic = Is("public_may_create_in_public"),
            MayChangePublic = Is("may_change_public"),
            OwnerMayStamp = ownerMayStamp,
            SharedPowers = SharedPowersOf(Is),
            SchemaOwner = Find("schema_owner"),
            ContractExists = Is("contract_exists"),
            PgcryptoSchema = Find("pgcrypto_schema"),
        };
    }

    private static async Task<(bool Owner, string? Application)> ReadStampsAsync(
        NpgsqlConnection connection,
        ContractOptions options,
        CancellationToken cancellationToken
    )
    {
        if (connection.PostgreSqlVersion.Major < StampedBinding.FirstMajor)
        {
            return (false, null);
        }

        var command = new NpgsqlCommand(StampQuery, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = options.Owner });
        command.Parameters.Add(new() { Value = options.ApplicationRole });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (reader.GetBoolean(0), reader[1] as string);
    }

    private static SharedPowerFacts SharedPowersOf(Func<string, bool> fact) =>
        new()
        {
            PublicMayCreateTemporary = fact("public_may_create_temporary"),
            ApplicationMayCreateTemporary = fact("application_may_create_temporary"),
            MayChangeDatabase = fact("may_change_database"),
            PublicUsesLargeObjects = fact("public_uses_large_objects"),
            ApplicationUsesLargeObjects = fact("application_uses_large_objects"),
        };

    private static void RefuseUnsafeRoles(ContractOptions options, Func<string, bool> fact, string? danger)
    {
        if (new[] { options.Owner, options.ApplicationRole, options.AdminRole }.Distinct().Count() < 3)
        {
            throw new ContractRefusedException(
                "The owner, the application role and the admin role must be three roles."
            );
        }

        if (fact("application_is_privileged"))
        {
            throw new ContractRefusedException(
                $"Role {options.ApplicationRole} is a superuser or bypasses row security: no policy would bind it. Name"
                    + $" another with --app-role, or run: alter role {Quoted(options.ApplicationRole)} nosuperuser"
                    + " nobypassrls"
            );
        }

        if (fact("application_acts_as_owner"))
        {
            throw new ContractRefusedException(
                $"Role {options.ApplicationRole} is a member of {options.Owner} and could switch the policies off. Run:"
                    + $" revoke {Quoted(options.Owner)} from {Quoted(options.ApplicationRole)}"
            );
        }

        if (danger is not null)
        {
            throw new ContractRefusedException(
                $"Role {options.ApplicationRole} {danger}, by which it could get around the policies. Revoke that, or"
                    + " name another with --app-role."
            );
        }

        if (fact("owner_logs_in") || fact("owner_is_privileged"))
        {
            throw new ContractRefusedException(
                $"Role {options.Owner} can log in, is a superuser or bypasses row security; the owner must do none of"
                    + $" these. Name another with --owner, or run: alter role {Quoted(options.Owner)} nologin nosuperuser"
                    + " nobypassrls"
            );
        }
    }

    private static string Quoted(string role) => SqlName.Parse(role).Quoted;
}
