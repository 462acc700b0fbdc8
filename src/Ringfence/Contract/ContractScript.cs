using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>
/// The SQL that installs or upgrades the contract, to run in one transaction, and what only a superuser can add to it.
/// Text only: it is what <c>--dry-run</c> prints.
/// </summary>
internal sealed record ContractScript(ImmutableArray<string> Statements, ImmutableArray<string> ForSuperuser)
{
    /// <summary>The version that this library installs and speaks.</summary>
    public const int Version = 3;

    /// <summary>
    /// The oldest library that this contract serves: all that it calls is still there and means the same. A version that
    /// only adds leaves this as it is, and services are then brought up to date one after the other.
    /// </summary>
    public const int CompatibleFrom = 2;

    /// <summary>The first statement, also of the script that is printed: names mean PostgreSQL's own alone.</summary>
    public const string PinSearchPath = "set local search_path = pg_catalog, pg_temp";

    public static ContractScript Write(ContractOptions options, ServerFacts facts)
    {
        var roles = ContractRoles.Of(options);
        var statements = ImmutableArray.CreateBuilder<string>();
        var forSuperuser = ImmutableArray.CreateBuilder<string>();

        statements.Add(PinSearchPath);
        RoleStatements.Write(roles, facts, statements, forSuperuser);
        var stamps = StampedBinding.Grant(options, roles, facts, statements, forSuperuser);
        SharedPowers.Write(options, roles, facts, statements, forSuperuser);
        if (options.Binding == Binding.Password && facts.PgcryptoSchema is null)
        {
            statements.Add("create extension if not exists pgcrypto with schema public");
        }

        statements.Add(Ddl.Text($"create schema if not exists ringfence authorization {roles.Owner}"));
        statements.Add(Ddl.Text($"set local role {roles.Owner}"));
        statements.AddRange(WriteObjects(options, SqlName.Parse(facts.PgcryptoSchema ?? "public")));
        statements.AddRange(stamps ? StampedBinding.WriteObjects(options) : [StampedBinding.Drop]);
        statements.Add("reset role");
        return new(statements.ToImmutable(), forSuperuser.ToImmutable());
    }

    /// <summary>What is in the schema, to run as the owner: the same whatever the server has.</summary>
    public static ImmutableArray<string> WriteObjects(ContractOptions options, SqlName pgcrypto)
    {
        var roles = ContractRoles.Of(options);
        var (functions, routines) = Functions(options, pgcrypto);
        return
        [
            .. ContractTables.Statements,
            .. functions,
            KeyFacts.Function(options.Binding),
            .. AdminLog.Statements,
            .. Grants(roles, [.. routines, KeyFacts.Public, AdminLog.Open]),
            VersionRow(options),
            .. TenantRegistry.Statements(options, roles),
        ];
    }

    /// <summary>The binding's functions, without those of another that was there before, and which of them are public.</summary>
    private static (ImmutableArray<string> Statements, ImmutableArray<Routine> Public) Functions(
        ContractOptions options,
        SqlName pgcrypto
    )
    {
        var type = options.TenantIdType;
        return options.Binding switch
        {
            Binding.Signed => (
                [.. PasswordBinding.Drops(type), .. SignedBinding.Statements(type)],
                SignedBinding.Public
            ),
            Binding.Setting => (
                [
                    .. PasswordBinding.Drops(type),
                    .. SignedBinding.Drops,
                    KeyFunctions.Drop,
                    .. SettingBinding.Statements(type),
                ],
                SettingBinding.Public
            ),
            Binding.Password => (
                [.. SignedBinding.Drops, .. PasswordBinding.Statements(type, pgcrypto)],
                PasswordBinding.Public(type)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Binding, message: null),
        };
    }

    /// <summary>
    /// What the logins were given by others, such as by <c>grant … on all tables</c>, is taken away before they are
    /// given theirs.
    /// </summary>
    private static ImmutableArray<string> Grants(ContractRoles roles, ImmutableArray<Routine> routines) =>
        [
            Ddl.Text($"revoke all on schema ringfence from public, {roles.Application}, {roles.Admin}"),
            Ddl.Text($"revoke all on all tables in schema ringfence from public, {roles.Application}, {roles.Admin}"),
            Ddl.Text(
                $"revoke all on all sequences in schema ringfence from public, {roles.Application}, {roles.Admin}"
            ),
            Ddl.Text($"revoke all on all routines in schema ringfence from public, {roles.Application}, {roles.Admin}"),
            Ddl.Text($"grant usage on schema ringfence to {roles.Application}, {roles.Admin}"),
            Ddl.Text($"grant select on table ringfence.contract to {roles.Application}, {roles.Admin}"),
            .. AdminLog.Grants(roles),
            .. routines.SelectMany(routine => routine.Opened(roles)),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on tables from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on sequences from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on functions from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on types from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on schemas from public"),
        ];

    private static string VersionRow(ContractOptions options) =>
        Ddl.Text(
            $"""
            insert into ringfence.contract (
                version, binding, tenant_type, application_role, admin_role, compatible_from
            )
            values ({Version}, {new SqlLiteral(options.Binding.SqlName())}, {new SqlLiteral(
                options.TenantIdType.SqlName()
            )},
                {new SqlLiteral(options.ApplicationRole)}, {new SqlLiteral(options.AdminRole)}, {CompatibleFrom})
            on conflict (singleton) do update set
                version = excluded.version,
                binding = excluded.binding,
                tenant_type = excluded.tenant_type,
                application_role = excluded.application_role,
                admin_role = excluded.admin_role,
                compatible_from = excluded.compatible_from,
                installed_at = excluded.installed_at
            """
        );
}
