using System.Collections.Immutable;
using Ringfence.Benchmarks.Contexts;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>The tables of each way to keep tenants apart, and what the way needs beside them.</summary>
internal static class BindingTables
{
    public const string PidPassword = "open sesame";
    public const string RolePassword = "a role a tenant";

    /// <summary>No policy: the program says the tenant.</summary>
    private const string PlainSql = "grant select, insert, update on plain_api to ringfence_app;\n";

    private const string OpenedSql = "grant select, insert, update on opened_api to ringfence_app;\n";

    /// <summary>Functions in plpgsql, as Kong's article has them.</summary>
    private const string KongSql = """
        create function kong_set(tenant uuid) returns void language plpgsql as
            $f$ begin perform set_config('kong.tenant', tenant::text, false); end $f$;
        create function kong_unset() returns void language plpgsql as
            $f$ begin perform set_config('kong.tenant', '', false); end $f$;
        create function kong_get() returns uuid language plpgsql stable as
            $f$ begin return nullif(current_setting('kong.tenant', true), '')::uuid; end $f$;
        alter table kong_api enable row level security;
        alter table kong_api alter column tenant_id set default kong_get();
        create policy kong on kong_api to ringfence_app using (tenant_id = kong_get());
        grant select, insert, update on kong_api to ringfence_app;
        grant execute on function kong_set, kong_unset, kong_get to ringfence_app;

        """;

    /// <summary>A session's tenant in a table by its process id, behind a password; -1 is no tenant.</summary>
    private const string PidSql = """
        create extension if not exists pgcrypto with schema public;
        create table pid_session (pid integer primary key, tenant uuid not null);
        create table pid_password (hash text not null);
        insert into pid_password (hash) values (crypt('open sesame', gen_salt('bf')));
        create function pid_set(id text, password text) returns void language plpgsql security definer as $f$
        begin
            if id = '-1' then
                delete from pid_session as s where s.pid = pg_backend_pid();
            elsif exists (select from pid_password as p where p.hash = crypt(password, p.hash)) then
                insert into pid_session (pid, tenant) values (pg_backend_pid(), id::uuid)
                on conflict (pid) do update set tenant = excluded.tenant;
            else
                raise exception 'wrong password';
            end if;
        end $f$;
        create function pid_get() returns uuid language plpgsql stable security definer as
            $f$ begin return (select s.tenant from pid_session as s where s.pid = pg_backend_pid()); end $f$;
        alter table pid_api enable row level security;
        alter table pid_api alter column tenant_id set default pid_get();
        create policy pid on pid_api to ringfence_app using (tenant_id = pid_get());
        grant select, insert, update on pid_api to ringfence_app;
        grant execute on function pid_set, pid_get to ringfence_app;

        """;

    private const string RoleSql = """
        alter table role_api enable row level security;
        alter table role_api alter column tenant_id set default substring(current_user::text from 8)::uuid;
        create policy role on role_api using (tenant_id = (select substring(current_user::text from 8)::uuid));

        """;

    private const string SchemaSql = """
        do $f$
        declare
            tenant uuid;
        begin
            for tenant in select distinct a.tenant_id from plain_api as a loop
                execute format('create schema %I', 'tenant_' || tenant);
                execute format(
                    'create table %1$I.api as select p.id, p.name from plain_api as p where p.tenant_id = %2$L',
                    'tenant_' || tenant, tenant
                );
                execute format('alter table %I.api add primary key (id)', 'tenant_' || tenant);
                execute format('analyze %I.api', 'tenant_' || tenant);
                execute format('grant usage on schema %I to ringfence_app', 'tenant_' || tenant);
                execute format('grant select, insert, update on %I.api to ringfence_app', 'tenant_' || tenant);
            end loop;
        end $f$;

        """;

    /// <summary>A role of each tenant's own, which every service knows the password of. Roles are the whole server's.</summary>
    private const string RolesSql = """
        do $f$
        declare
            tenant uuid;
        begin
            for tenant in select distinct p.tenant_id from plain_api as p loop
                execute format('create role %I login password %L', 'tenant_' || tenant, 'a role a tenant');
                execute format('grant select, insert, update on role_api to %I', 'tenant_' || tenant);
            end loop;
        end $f$;

        """;

    /// <summary>Ours, <c>bound_api</c>, without policies, which <c>protect</c> makes.</summary>
    public static string Bound => ApiTables.Api("bound");

    /// <summary>Those of all other ways, to be made by a superuser.</summary>
    /// <param name="hasPgcrypto">Whether the server has what the password's hash needs.</param>
    public static string Others(bool hasPgcrypto)
    {
        ImmutableArray<string> parts =
        [
            ApiTables.Api("plain") + PlainSql,
            ApiTables.Api("opened") + ApiTables.Opened("opened_api") + OpenedSql,
            ApiTables.Api("kong") + KongSql,
            ApiTables.Api("role") + RoleSql + RolesSql,
            SchemaSql,
            hasPgcrypto ? ApiTables.Api("pid") + PidSql : "",
        ];
        return string.Concat(parts);
    }
}
