-- With what the server takes for granted where nothing was granted: all for the owner, functions for everybody. Most things
-- have the same privileges as many others, which are told apart once.
with object as materialized (
    select 'relation' as kind, c.oid, 0 as number,
        coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner)) as acl
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
    union all
    select 'column', a.attrelid, a.attnum, a.attacl
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where a.attacl is not null and not a.attisdropped and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
    union all
    select 'schema', n.oid, 0, coalesce(n.nspacl, acldefault('n', n.nspowner))
    from pg_namespace as n
    where n.nspname !~ '^pg_(temp_|toast)'
    union all
    select 'function', p.oid, 0, coalesce(p.proacl, acldefault('f', p.proowner)) from pg_proc as p
    union all
    select 'language', l.oid, 0, coalesce(l.lanacl, acldefault('l', l.lanowner)) from pg_language as l
    union all
    select 'server', s.oid, 0, coalesce(s.srvacl, acldefault('S', s.srvowner)) from pg_foreign_server as s
    union all
    select 'database', d.oid, 0, coalesce(d.datacl, acldefault('d', d.datdba))
    from pg_database as d
    where d.datname = current_database()
),
list as materialized (
    select u.acl, row_number() over () as place
    from (select distinct o.acl from object as o) as u
),
told as materialized (
    select
        l.place,
        g.grantee,
        g.grantor,
        string_agg(g.privilege_type, ',' order by g.privilege_type) as privileges,
        coalesce(string_agg(g.privilege_type, ',' order by g.privilege_type) filter (where g.is_grantable), '') as grantable
    from list as l
    cross join lateral aclexplode(l.acl) as g
    group by l.place, g.grantee, g.grantor
)
select o.kind, o.oid, o.number, t.grantee, t.grantor, t.privileges, t.grantable
from object as o
join list as l on l.acl = o.acl
join told as t on t.place = l.place
order by o.oid, o.number, o.kind, t.grantee, t.grantor
