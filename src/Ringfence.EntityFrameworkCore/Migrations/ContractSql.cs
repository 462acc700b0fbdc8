using Ringfence.Contract;
using Ringfence.EntityFrameworkCore.Migrations.Operations;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// The contract as one block that looks at the server when it runs. What <c>ringfence init</c> would leave to a superuser
/// is an error here: a migration has nobody to tell it. Errors are of the class that no strategy of retries takes for a
/// passing one.
/// </summary>
internal static class ContractSql
{
    private static readonly string Facts = SqlResource.Read(typeof(ServerFactsReader), "ServerFacts");
    private static readonly string StampFacts = SqlResource.Read(typeof(ServerFactsReader), "StampFacts");

    /// <summary>Stands for the schema of pgcrypto, which is known only when the block runs.</summary>
    private static readonly SqlName Pgcrypto = SqlName.Parse("ringfence: schema of pgcrypto");

    public static string Install(InstallTenantContractOperation operation)
    {
        var options = Options(operation);
        _ = ContractRoles.Of(options); // Names that the server would cut short are no matter of what it has.
        return SqlLines.Block(
            Ddl.Text(
                $"""
                declare
                    called_path text := pg_catalog.current_setting('search_path');
                    called_role text := pg_catalog.current_setting('role');
                    owner text := {new SqlLiteral(options.Owner)};
                    app text := {new SqlLiteral(options.ApplicationRole)};
                    admin text := {new SqlLiteral(options.AdminRole)};
                    wanted_binding text := {new SqlLiteral(options.Binding.SqlName())};
                    wanted_type text := {new SqlLiteral(options.TenantIdType.SqlName())};
                    this_version integer := {ContractScript.Version};
                    facts text := pg_catalog.{SqlLines.Text(Facts)};
                    stamp_facts text := pg_catalog.{SqlLines.Text(StampFacts)};
                    owner_may_stamp boolean := false;
                    stamp_danger text;
                    stamps boolean := false;
                    is_current boolean := false;
                    reason text;
                    step text;
                    c record;
                    f record;
                begin
                    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                    perform pg_advisory_xact_lock(8244241983257013859);
                    execute facts into f using owner, app, admin;
                    if f.major >= {StampedBinding.FirstMajor} and wanted_binding = 'signed' then
                        execute stamp_facts into owner_may_stamp, stamp_danger using owner, app;
                        stamps := owner_may_stamp or f.superuser;
                    end if;
                {new SqlQuoted(LookAtContract)}
                {new SqlQuoted(RefuseRoles)}
                    if is_current then
                        perform set_config('search_path', called_path, true);
                        return;
                    end if;
                {new SqlQuoted(RefuseServer)}
                {new SqlQuoted(PrepareServer)}
                    execute format('create schema if not exists ringfence authorization %I', owner);
                    execute format('set local role %I', owner);
                    foreach step in array {SqlLines.Array(ContractScript.WriteObjects(options, Pgcrypto))}
                    loop
                        execute replace(step, {new SqlLiteral(Pgcrypto.Quoted)},
                            '"' || replace(coalesce(f.pgcrypto_schema, 'public'), '"', '""') || '"');
                    end loop;
                {Stamps(options)}
                    perform set_config('role', called_role, true);
                    perform set_config('search_path', called_path, true);
                end
                """
            )
        );
    }

    private static ContractOptions Options(InstallTenantContractOperation operation) =>
        new()
        {
            Binding = operation.Binding,
            TenantIdType = operation.TenantIdType,
            ApplicationRole = operation.ApplicationRole,
            AdminRole = operation.AdminRole,
            Owner = operation.Owner,
        };

    /// <summary>The objects of stamps, or none, where another binding or an earlier installation may have left some.</summary>
    private static SqlQuoted Stamps(ContractOptions options) =>
        options.Binding != global::Ringfence.Binding.Signed
            ? new($"    {StampedBinding.Drop};")
            : new(
                $"""
                    if stamps then
                        foreach step in array {SqlLines.Array(StampedBinding.WriteObjects(options)).Text}
                        loop
                            execute step;
                        end loop;
                    else
                        {StampedBinding.Drop};
                    end if;
                """
            );

    public static string Remove() => SqlLines.Block(RemoveText);

    /// <summary>One that is there already and serves this library is left as it is, if it holds.</summary>
    private const string LookAtContract = """
            if exists (
                select from pg_class as t join pg_namespace as n on n.oid = t.relnamespace
                where n.nspname = 'ringfence' and t.relname = 'contract' and t.relkind = 'r'
            ) then
                select k.version, coalesce((to_jsonb(k) ->> 'compatible_from')::integer, k.version) as compatible_from,
                    k.binding, k.tenant_type, k.application_role::text, k.admin_role::text
                into c
                from ringfence.contract as k;
                reason := case
                    when c.version is null then 'table ringfence.contract is empty'
                    when c.tenant_type <> wanted_type then
                        format('it is for tenant ids of type %s, and the model''s are of type %s', c.tenant_type, wanted_type)
                    when c.binding <> wanted_binding then
                        format('it binds by %s, and the migration is for %s', c.binding, wanted_binding)
                    when c.application_role <> app or c.admin_role <> admin then
                        format('it is for application role %I and admin role %I', c.application_role, c.admin_role)
                    when c.compatible_from > this_version then
                        format('version %s serves no Ringfence of version %s', c.version, this_version)
                end;
                if reason is not null then
                    raise exception using
                        message = 'Ringfence: the database has another contract than the migration: ' || reason,
                        hint = 'Set the options of UseRingfence or UseRingfenceMigrations to what is installed, and correct'
                            ' InstallTenantContract in the migration.';
                end if;
                is_current := c.version >= this_version;
            end if;
        """;

    /// <summary>What <c>init</c> refuses: a contract that is there already would be void, too.</summary>
    private const string RefuseRoles = """
            reason := case
                when owner in (app, admin) or app = admin then 'owner, application role and admin role must be three roles'
                when f.application_is_privileged then format('role %I is a superuser or bypasses row security', app)
                when f.application_acts_as_owner then
                    format('role %I is a member of %I and could switch the policies off', app, owner)
                when f.application_danger is not null then format('role %I %s', app, f.application_danger)
                when stamps and stamp_danger is not null then
                    format('role %I could write stamps, and so be any tenant: %s', app, stamp_danger)
                when f.owner_logs_in or f.owner_is_privileged then
                    format('role %I can log in, is a superuser or bypasses row security', owner)
                when f.foreign_object is not null then
                    format('in schema ringfence, %s is not of the schema''s owner', f.foreign_object)
                when wanted_binding = 'password' and f.application_owns_pgcrypto then
                    format('extension pgcrypto belongs to %I', app)
                when f.schema_owner <> owner then
                    format('schema ringfence belongs to %I, and the migration is for %I', f.schema_owner, owner)
            end;
            if reason is not null then
                raise exception using
                    message = 'Ringfence: the contract would be void here: ' || reason,
                    hint = 'Run ringfence init, which says what to change, and migrate again.';
            end if;
        """;

    /// <summary>What it would have to leave to a superuser.</summary>
    private const string RefuseServer = """
            reason := case
                when f.major < 14 then 'PostgreSQL 14 is the oldest that it serves'
                when f.contract_exists and not f.installer_acts_as_owner then
                    format('role %I is not a member of %I', f.installer, owner)
                when not f.may_create_schemas then
                    format('role %I may not create schemas in database %I', f.installer, f.database)
                when not f.may_create_roles and not (f.owner_exists and f.application_exists and f.admin_exists) then
                    format('role %I may not create roles', f.installer)
                when not f.may_bypass_rls and not f.admin_bypasses then
                    format('role %I may not let %I bypass row security', f.installer, admin)
                when not f.may_change_public and f.public_may_create_in_public then
                    format('role %I may not revoke create on schema public from public', f.installer)
                when not f.may_change_database and (f.public_may_create_temporary or f.application_may_create_temporary) then
                    format('role %I may not revoke temporary on database %I from public', f.installer, f.database)
                when not f.superuser and (f.public_uses_large_objects or f.application_uses_large_objects) then
                    format('role %I may not revoke the functions of large objects from public', f.installer)
            end;
            if reason is not null then
                raise exception using
                    message = 'Ringfence: a migration cannot install the contract here: ' || reason,
                    hint = 'Run ringfence init, which says what is left to a superuser, and migrate again.';
            end if;
        """;

    /// <summary>As <see cref="RoleStatements"/> and <see cref="SharedPowers"/> write it, who know the server beforehand.</summary>
    private const string PrepareServer = $"""
            if not f.owner_exists then
                execute format('create role %I nologin {RoleStatements.Nothing}', owner);
            end if;
            if not f.application_exists then
                execute format('create role %I login {RoleStatements.Nothing}', app);
            end if;
            if not f.admin_exists then
                execute format('create role %I login {RoleStatements.Nothing}', admin);
            end if;
            if not f.admin_bypasses then
                execute format('alter role %I bypassrls', admin);
            end if;
            if not f.installer_acts_as_owner then
                execute format('grant %I to %I', owner, f.installer)
                    || case when f.major >= 16 then ' with inherit true, set true' else '' end;
            end if;
            if not f.owner_sees_application then
                execute format('grant %I to %I', app, owner)
                    || case when f.major >= 16 then ' with inherit true, set false' else '' end;
            end if;
            if not f.public_may_connect then
                execute format('grant connect on database %I to %I, %I', f.database, app, admin);
            end if;
            if f.public_may_create_in_public then
                revoke create on schema public from public;
            end if;
            if f.public_may_create_temporary then
                execute format('revoke temporary on database %I from public', f.database);
            end if;
            if f.application_may_create_temporary then
                execute format('revoke temporary on database %I from %I', f.database, app);
            end if;
            if f.public_uses_large_objects then
                revoke execute on function {SharedPowers.LargeObjects} from public;
            end if;
            if f.application_uses_large_objects then
                execute format('revoke execute on function {SharedPowers.LargeObjects} from %I', app);
            end if;
            if wanted_binding = 'password' and f.pgcrypto_schema is null then
                create extension if not exists pgcrypto with schema public;
            end if;
            if stamps and not owner_may_stamp then
                {StampedBinding.Lock};
                execute format('grant set on parameter {StampedBinding.Parameter} to %I', owner);
            end if;
        """;

    /// <summary>
    /// What rests on it: whatever <c>cascade</c> would take along from outside the schema, keys, and what nobody could bring
    /// back. Parts of an object (a table's constraints, defaults, rules and row type) are where it is.
    /// </summary>
    private const string RemoveText = """
        declare
            called_path text := pg_catalog.current_setting('search_path');
            kept text;
        begin
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            if exists (select from pg_namespace as n where n.nspname = 'ringfence') then
                with recursive inside(classid, oid) as (
                    select d.classid, d.objid from pg_depend as d
                    where d.refclassid = 'pg_namespace'::regclass and d.refobjid = 'ringfence'::regnamespace
                    union
                    select d.classid, d.objid
                    from inside as i join pg_depend as d on d.refclassid = i.classid and d.refobjid = i.oid
                    where d.deptype in ('a', 'i')
                )
                select pg_describe_object(d.classid, d.objid, d.objsubid) into kept
                from inside as i join pg_depend as d on d.refclassid = i.classid and d.refobjid = i.oid
                where not exists (select from inside as o where o.classid = d.classid and o.oid = d.objid)
                limit 1;
                if kept is null then
                    kept := case
                        when exists (select from ringfence.signing_key) then 'its signing key'
                        when exists (select from ringfence.password) then 'its password'
                        when exists (select from ringfence.registered_tenant) then 'its registered tenants'
                        when exists (select from ringfence.admin_log) then 'its record of whoever crossed tenants'
                    end;
                end if;
                if kept is not null then
                    raise notice 'Ringfence: the contract stays, for the sake of %', kept;
                else
                    drop schema ringfence cascade;
                end if;
            end if;
            perform set_config('search_path', called_path, true);
        end
        """;
}
