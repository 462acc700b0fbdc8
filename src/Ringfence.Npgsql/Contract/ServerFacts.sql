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
    -- What voids the contract by a detour. Before 16 who may create roles may also grant itself any but a superuser's.
    (
        select case
                when r.oid = app.oid and r.rolcreaterole then 'may create roles'
                when r.oid = app.oid then 'may replicate every row'
                else format('is a member of %I', r.rolname)
            end
        from pg_roles as r
        where not app.rolsuper and pg_has_role(app.oid, r.oid, 'member')
            and (
                r.rolsuper or r.rolcreaterole or r.rolreplication
                or (r.rolbypassrls and r.oid <> app.oid)
                -- It bypasses policies, or will as soon as it is the admin role.
                or r.oid = admin.oid
                or r.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files',
                    'pg_write_server_files', 'pg_execute_server_program')
            )
        order by r.rolname
        limit 1
    ) as application_danger,
    admin.oid is not null as admin_exists,
    coalesce(admin.rolbypassrls or admin.rolsuper, false) as admin_bypasses,
    -- Since 16 who creates a role is a member of it that may neither become it nor inherit from it.
    case
        when me.rolsuper then true
        when owner.oid is null then false
        when current_setting('server_version_num')::integer >= 160000
            then pg_has_role(me.oid, owner.oid, 'set') and pg_has_role(me.oid, owner.oid, 'usage')
        else pg_has_role(me.oid, owner.oid, 'member')
    end as installer_acts_as_owner,
    owner.oid is not null and app.oid is not null
        and not owner.rolsuper and pg_has_role(owner.oid, app.oid, 'usage') as owner_sees_application,
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
    exists (
        select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
        where a.grantee = 0 and a.privilege_type = 'TEMPORARY'
    ) as public_may_create_temporary,
    exists (
        select from aclexplode(d.datacl) as a where a.grantee = app.oid and a.privilege_type = 'TEMPORARY'
    ) as application_may_create_temporary,
    pg_has_role(me.oid, d.datdba, 'usage') as may_change_database,
    -- Those that make or open one; the rest need what these return.
    exists (
        select from pg_proc as p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where p.pronamespace = 'pg_catalog'::regnamespace and a.grantee = 0 and p.proname in
            ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_open', 'lo_get', 'lo_put', 'lo_unlink')
    ) as public_uses_large_objects,
    exists (
        select from pg_proc as p, aclexplode(p.proacl) as a
        where p.pronamespace = 'pg_catalog'::regnamespace and a.grantee = app.oid and p.proname in
            ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_open', 'lo_get', 'lo_put', 'lo_unlink')
    ) as application_uses_large_objects,
    (
        select r.rolname::text from pg_namespace as n join pg_roles as r on r.oid = n.nspowner
        where n.nspname = 'ringfence'
    ) as schema_owner,
    exists (
        select from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'ringfence' and c.relname = 'contract' and c.relkind = 'r'
    ) as contract_exists,
    -- Whoever owns an object that the contract takes for its own decides what it holds and does.
    (
        select pg_describe_object(o.classid, o.oid, 0)
        from pg_namespace as n,
            lateral (
                select 'pg_class'::regclass, c.oid from pg_class as c
                where c.relnamespace = n.oid and c.relowner <> n.nspowner
                union all
                select 'pg_proc'::regclass, p.oid from pg_proc as p
                where p.pronamespace = n.oid and p.proowner <> n.nspowner
                union all
                select 'pg_type'::regclass, t.oid from pg_type as t
                where t.typnamespace = n.oid and t.typowner <> n.nspowner
            ) as o(classid, oid)
        where n.nspname = 'ringfence'
        limit 1
    ) as foreign_object,
    (
        select n.nspname::text from pg_extension as e join pg_namespace as n on n.oid = e.extnamespace
        where e.extname = 'pgcrypto'
    ) as pgcrypto_schema,
    exists (
        select from pg_extension as e join pg_namespace as n on n.oid = e.extnamespace
        where e.extname = 'pgcrypto' and app.oid is not null and not app.rolsuper
            and (pg_has_role(app.oid, e.extowner, 'member') or pg_has_role(app.oid, n.nspowner, 'member'))
    ) as application_owns_pgcrypto
from pg_roles as me
join pg_database as d on d.datname = current_database()
left join pg_roles as owner on owner.rolname = $1
left join pg_roles as app on app.rolname = $2
left join pg_roles as admin on admin.rolname = $3
where me.rolname = current_user
