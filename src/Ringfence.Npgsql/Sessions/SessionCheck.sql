with me as (
    select r.oid, r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication
    from pg_roles as r
    where r.rolname = session_user
),
reachable as (
    select r.oid, r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication
    from pg_roles as r, me
    where r.oid <> me.oid and not me.rolsuper and pg_has_role(me.oid, r.oid, 'member')
)
select
    pg_backend_pid() as pid,
    clock_timestamp() as server_time,
    pg_is_in_recovery() as in_recovery,
    me.rolname::text as role,
    -- By public, as PostgreSQL makes a database, or because somebody decided so.
    case
        when not pg_catalog.has_database_privilege(me.oid, current_database(), 'temporary') then 'no'
        when exists (
            select from pg_database as d, aclexplode(d.datacl) as a
            where d.datname = current_database() and a.grantee = me.oid and a.privilege_type = 'TEMPORARY'
        ) then 'granted'
        else 'public'
    end as temporary,
    current_database()::text as database,
    array(
        select pg_catalog.format('%I is a superuser: run "alter role %I nosuperuser"', me.rolname, me.rolname)
        where me.rolsuper
        union all
        select pg_catalog.format('%I bypasses row security: run "alter role %I nobypassrls"', me.rolname, me.rolname)
        where me.rolbypassrls and not me.rolsuper
        union all
        select pg_catalog.format('%I is a member of %I, which %s: run "revoke %I from %I"', me.rolname, r.rolname,
            case
                when r.rolsuper then 'is a superuser'
                when r.rolbypassrls then 'bypasses row security'
                when r.rolcreaterole then 'may create roles'
                else 'may replicate'
            end, r.rolname, me.rolname)
        from reachable as r
        where r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication
        union all
        -- Before 16 whoever may create roles may grant itself any that is no superuser's, the admin role among them.
        select pg_catalog.format('%I may create roles: run "alter role %I nocreaterole"', me.rolname, me.rolname)
        where me.rolcreaterole and not me.rolsuper
        union all
        select pg_catalog.format('%I may replicate, which sends every row: run "alter role %I noreplication"',
            me.rolname, me.rolname)
        where me.rolreplication and not me.rolsuper
        union all
        select pg_catalog.format('%I is a member of %I, which reaches past the database: run "revoke %I from %I"',
            me.rolname, r.rolname, r.rolname, me.rolname)
        from reachable as r
        where r.rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
        union all
        select pg_catalog.format('%I is a member of %I, which reads or writes the contract''s keys: run "revoke %I from'
            || ' %I"', me.rolname, r.rolname, r.rolname, me.rolname)
        from reachable as r
        where r.rolname in ('pg_read_all_data', 'pg_write_all_data')
        union all
        -- since 15: StampDanger
        select pg_catalog.format('%I is, or is a member of, %I, which owns the contract: run "revoke %I from %I"',
            me.rolname, o.rolname, o.rolname, me.rolname)
        from pg_namespace as n
        join pg_roles as o on o.oid = n.nspowner
        where n.nspname = 'ringfence' and not me.rolsuper and pg_has_role(me.oid, o.oid, 'member')
        union all
        -- As by "grant select on all tables in schema ringfence" after the contract was installed.
        (
            select distinct pg_catalog.format('%I may %s %s: run "revoke %s on table %s from %s"', me.rolname,
                lower(a.privilege_type), c.oid::regclass, lower(a.privilege_type), c.oid::regclass,
                case a.grantee when 0 then 'public' else pg_catalog.quote_ident(g.rolname) end)
            from pg_namespace as n
            join pg_class as c on c.relnamespace = n.oid
            left join pg_attribute as t on t.attrelid = c.oid and t.attacl is not null
            cross join lateral aclexplode(c.relacl || t.attacl) as a
            left join pg_roles as g on g.oid = a.grantee
            where n.nspname = 'ringfence' and c.relkind in ('r', 'p', 'v', 'm') and not me.rolsuper
                and a.grantee <> c.relowner and not (c.relname = 'contract' and a.privilege_type = 'SELECT')
                and case a.grantee when 0 then true else pg_has_role(me.oid, a.grantee, 'member') end
            limit 3
        )
        union all
        (
            select distinct pg_catalog.format('%I is, or is a member of, %I, which owns tenant table %s: run "alter'
                || ' table %s owner to" another role', me.rolname, o.rolname, c.oid::regclass, c.oid::regclass)
            from pg_depend as d
            join pg_policy as p on p.oid = d.objid
            join pg_class as c on c.oid = p.polrelid
            join pg_roles as o on o.oid = c.relowner
            where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass
                and d.refobjid = to_regprocedure('ringfence.tenant()')
                and not me.rolsuper and pg_has_role(me.oid, o.oid, 'member')
            limit 3
        )
    ) as dangers
from me
