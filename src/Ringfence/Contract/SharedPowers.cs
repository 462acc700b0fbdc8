using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>
/// Takes from everybody what PostgreSQL gives everybody and what reaches past tenants: temporary tables, which outlive a
/// tenant's use of a session, and large objects, which no policy holds.
/// </summary>
internal static class SharedPowers
{
    /// <summary>Those that make or open one; the rest need what these return.</summary>
    public const string LargeObjects =
        "pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),"
        + " pg_catalog.lo_open(oid, integer), pg_catalog.lo_get(oid), pg_catalog.lo_get(oid, bigint, integer),"
        + " pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lo_unlink(oid)";

    public static void Write(
        ContractOptions options,
        ContractRoles roles,
        ServerFacts facts,
        ImmutableArray<string>.Builder statements,
        ImmutableArray<string>.Builder forSuperuser
    )
    {
        var database = SqlName.Parse(facts.Database);
        var ofDatabase = facts.SharedPowers.MayChangeDatabase ? statements : forSuperuser;
        if (facts.SharedPowers.PublicMayCreateTemporary)
        {
            ofDatabase.Add(Ddl.Text($"revoke temporary on database {database} from public"));
        }

        if (options.AllowTemporaryTables)
        {
            ofDatabase.Add(Ddl.Text($"grant temporary on database {database} to {roles.Application}"));
        }
        else if (facts.SharedPowers.ApplicationMayCreateTemporary)
        {
            ofDatabase.Add(Ddl.Text($"revoke temporary on database {database} from {roles.Application}"));
        }

        var ofFunctions = facts.Superuser ? statements : forSuperuser;
        if (facts.SharedPowers.PublicUsesLargeObjects)
        {
            ofFunctions.Add($"revoke execute on function {LargeObjects} from public");
        }

        if (options.AllowLargeObjects)
        {
            ofFunctions.Add($"grant execute on function {LargeObjects} to {roles.Application.Quoted}");
        }
        else if (facts.SharedPowers.ApplicationUsesLargeObjects)
        {
            ofFunctions.Add($"revoke execute on function {LargeObjects} from {roles.Application.Quoted}");
        }
    }
}
