with me as (
    select r.oid, r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication
    from pg_roles as r
    where r.rolname = session_user
),
reachable as (
    select r.oid, r.rolname, r.rolsuper, r.rolcreaterole, r.rolreplication
    from pg_roles as r, me
    where r.oid <> me.oid and not me.rolsuper and pg_has_role(me.oid, r.oid, 'member')
)
select
    pg_backend_pid() as pid,
    me.rolname::text as role,
    (select r.rolsuper or r.rolbypassrls from pg_roles as r where r.rolname = current_user) as crosses,
    array(
        select pg_catalog.format('%I is a superuser, whom nothing stops from changing the record', me.rolname)
        where me.rolsuper
        union all
        select pg_catalog.format('%I may create roles: run "alter role %I nocreaterole"', me.rolname, me.rolname)
        where me.rolcreaterole and not me.rolsuper
        union all
        select pg_catalog.format('%I may replicate: run "alter role %I noreplication"', me.rolname, me.rolname)
        where me.rolreplication and not me.rolsuper
        union all
        select pg_catalog.format('%I is a member of %I, which %s: run "revoke %I from %I"', me.rolname, r.rolname,
            case
                when r.rolsuper then 'is a superuser'
                when r.rolcreaterole then 'may create roles'
                when r.rolreplication then 'may replicate'
                when r.oid = n.nspowner then 'owns the contract and its log'
                when r.rolname in ('pg_read_all_data', 'pg_write_all_data')
                    then 'reads or writes the contract''s keys and its log'
                else 'reaches past the database'
            end, r.rolname, me.rolname)
        from reachable as r
        left join pg_namespace as n on n.nspname = 'ringfence'
        where r.rolsuper or r.rolcreaterole or r.rolreplication or r.oid = n.nspowner or r.rolname in (
            'pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
            'pg_execute_server_program')
        union all
        select pg_catalog.format('%I is, or is a member of, %I, which owns ringfence.admin_log: run "alter table'
            || ' ringfence.admin_log owner to %I"', me.rolname, o.rolname, s.rolname)
        from me
        cross join pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        join pg_roles as o on o.oid = c.relowner
        join pg_roles as s on s.oid = n.nspowner
        where n.nspname = 'ringfence' and c.relname = 'admin_log' and not me.rolsuper
            and c.relowner <> n.nspowner and pg_has_role(me.oid, c.relowner, 'member')
        union all
        -- Of the table and of each of its columns: the latter stand apart.
        select distinct pg_catalog.format('%I may change ringfence.admin_log: run "revoke all on'
            || ' ringfence.admin_log from %s"', me.rolname, case when a.grantee = 0 then 'public' else pg_catalog.quote_ident(g.rolname) end)
        from me
        cross join pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        cross join lateral (
            select c.relacl as acl
            union all
            select t.attacl from pg_attribute as t where t.attrelid = c.oid and t.attacl is not null
        ) as granted
        cross join aclexplode(granted.acl) as a
        left join pg_roles as g on g.oid = a.grantee
        where n.nspname = 'ringfence' and c.relname = 'admin_log' and not me.rolsuper
            and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
            and (a.grantee = 0 or pg_has_role(me.oid, a.grantee, 'member'))
    ) as dangers
from me
