select
    current_setting('server_version_num')::integer / 10000 as major,
    current_database()::text as database,
    me.rolname::text as installer,
    me.rolsuper as superuser,
    -- Before 16 only a superuser makes a role bypass policies; since then whoever does so and may create roles.
    me.rolsuper or (
        current_setting('server_version_num')::integer >= 160000 and me.rolbypassrls and me.rolcreaterole
    ) as may_bypass_rls,
    me.rolsuper or me.rolcreaterole as may_create_roles,
    has_database_privilege(current_database(), 'create') as may_create_schemas,
    owner.oid is not null as owner_exists,
    coalesce(owner.rolcanlogin, false) as owner_logs_in,
    coalesce(owner.rolsuper or owner.rolbypassrls, false) as owner_is_privileged,
    app.oid is not null as application_exists,
    coalesce(app.rolcanlogin, true) as application_logs_in,
    coalesce(app.rolsuper or app.rolbypassrls, false) as application_is_privileged,
    admin.oid is not null as admin_exists,
    coalesce(admin.rolbypassrls or admin.rolsuper, false) as admin_bypasses,
    me.rolsuper or (
        owner.oid is not null and pg_has_role(me.oid, owner.oid, 'member')
    ) as installer_acts_as_owner,
    owner.oid is not null and app.oid is not null and admin.oid is not null
        and not owner.rolsuper and pg_has_role(owner.oid, app.oid, 'usage')
        and pg_has_role(owner.oid, admin.oid, 'usage') as owner_sees_application,
    app.oid is not null and owner.oid is not null and pg_has_role(app.oid, owner.oid, 'member')
        and not app.rolsuper as application_acts_as_owner,
    exists (
        select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
        where a.grantee = 0 and a.privilege_type = 'CONNECT'
    ) as public_may_connect,
    exists (
        select from pg_namespace as n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
        where n.nspname = 'public' and a.grantee = 0 and a.privilege_type = 'CREATE'
    ) as public_may_create_in_public,
    exists (
        select from pg_namespace as n where n.nspname = 'public' and pg_has_role(me.oid, n.nspowner, 'usage')
    ) as may_change_public,
    (
        select r.rolname::text from pg_namespace as n join pg_roles as r on r.oid = n.nspowner
        where n.nspname = 'ringfence'
    ) as schema_owner,
    to_regclass('ringfence.contract') is not null as contract_exists,
    (
        select n.nspname::text from pg_extension as e join pg_namespace as n on n.oid = e.extnamespace
        where e.extname = 'pgcrypto'
    ) as pgcrypto_schema
from pg_roles as me
join pg_database as d on d.datname = current_database()
left join pg_roles as owner on owner.rolname = $1
left join pg_roles as app on app.rolname = $2
left join pg_roles as admin on admin.rolname = $3
where me.rolname = current_user
