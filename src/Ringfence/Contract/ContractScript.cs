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
    public const int Version = 1;

    /// <summary>The first statement, also of the script that is printed: names mean PostgreSQL's own alone.</summary>
    public const string PinSearchPath = "set local search_path = pg_catalog, pg_temp";

    public static ContractScript Write(ContractOptions options, ServerFacts facts)
    {
        var roles = ContractRoles.Of(options);
        var statements = ImmutableArray.CreateBuilder<string>();
        var forSuperuser = ImmutableArray.CreateBuilder<string>();

        statements.Add(PinSearchPath);
        RoleStatements.Write(roles, facts, statements, forSuperuser);
        if (options.Binding == Binding.Password && facts.PgcryptoSchema is null)
        {
            statements.Add("create extension if not exists pgcrypto with schema public");
        }

        statements.Add(Ddl.Text($"create schema if not exists ringfence authorization {roles.Owner}"));
        statements.Add(Ddl.Text($"set local role {roles.Owner}"));
        statements.AddRange(ContractTables.Statements);
        statements.AddRange(BindingFunctions(options, SqlName.Parse(facts.PgcryptoSchema ?? "public")));
        statements.AddRange(Grants(roles));
        statements.Add(VersionRow(options));
        statements.Add("reset role");
        return new(statements.ToImmutable(), forSuperuser.ToImmutable());
    }

    private static ImmutableArray<string> BindingFunctions(ContractOptions options, SqlName pgcrypto) =>
        options.Binding switch
        {
            Binding.Signed => SignedBinding.Statements(options.TenantIdType),
            Binding.Setting => SettingBinding.Statements(options.TenantIdType),
            Binding.Password => PasswordBinding.Statements(options.TenantIdType, pgcrypto),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Binding, message: null),
        };

    private static ImmutableArray<string> Grants(ContractRoles roles) =>
        [
            "revoke all on schema ringfence from public",
            "revoke all on all tables in schema ringfence from public",
            "revoke all on all routines in schema ringfence from public",
            Ddl.Text($"grant usage on schema ringfence to {roles.Application}, {roles.Admin}"),
            Ddl.Text($"grant select on table ringfence.contract to {roles.Application}, {roles.Admin}"),
            // The routines that a login may call are those that do not name themselves internal.
            Ddl.Text(
                $"""
                do $grants$
                declare
                    routine regprocedure;
                begin
                    for routine in
                        select p.oid
                        from pg_catalog.pg_proc as p
                        where p.pronamespace = 'ringfence'::pg_catalog.regnamespace
                            and pg_catalog.obj_description(p.oid, 'pg_proc') like 'public:%'
                    loop
                        execute pg_catalog.format('grant execute on routine %s to %I, %I', routine,
                            {new SqlLiteral(roles.Application.Text)}, {new SqlLiteral(roles.Admin.Text)});
                    end loop;
                end
                $grants$
                """
            ),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on tables from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on sequences from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on functions from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on types from public"),
            Ddl.Text($"alter default privileges for role {roles.Owner} revoke all on schemas from public"),
        ];

    private static string VersionRow(ContractOptions options) =>
        Ddl.Text(
            $"""
            insert into ringfence.contract (version, binding, tenant_type, application_role, admin_role)
            values ({Version}, {BindingName(options.Binding)}, {new SqlLiteral(options.TenantIdType.SqlName())},
                {new SqlLiteral(options.ApplicationRole)}, {new SqlLiteral(options.AdminRole)})
            on conflict (singleton) do update set
                version = excluded.version,
                binding = excluded.binding,
                tenant_type = excluded.tenant_type,
                application_role = excluded.application_role,
                admin_role = excluded.admin_role,
                installed_at = excluded.installed_at
            """
        );

    private static SqlLiteral BindingName(Binding binding) => new(binding.SqlName());
}
