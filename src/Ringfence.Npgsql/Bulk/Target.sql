with recursive target as (
    select c.oid, format('%I.%I', n.nspname, c.relname) as quoted
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.oid = pg_catalog.to_regclass($1)
),
-- A domain is filled by what lies beneath it; the insert checks it.
given as (
    select a.attnum, a.attname, a.attgenerated, a.attidentity, a.atttypid as type
    from target as t
    join pg_catalog.pg_attribute as a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped and a.attname = any ($2)
    union all
    select g.attnum, g.attname, g.attgenerated, g.attidentity, y.typbasetype
    from given as g
    join pg_catalog.pg_type as y on y.oid = g.type
    where y.typtype = 'd'
)
select
    t.quoted as target,
    -- One whose default is the tenant is given it once a statement, not once a row.
    (
        select quote_ident(a.attname)
        from pg_catalog.pg_attribute as a
        join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = t.oid and not a.attisdropped and a.attname <> all ($2)
            and pg_get_expr(d.adbin, d.adrelid) in ('ringfence.tenant()', 'tenant()')
            and has_column_privilege(t.oid, a.attnum, 'insert')
            and exists (
                select from pg_catalog.pg_depend as p
                where p.classid = 'pg_catalog.pg_attrdef'::regclass and p.objid = d.oid
                    and p.refclassid = 'pg_catalog.pg_proc'::regclass
                    and p.refobjid = pg_catalog.to_regprocedure('ringfence.tenant()')
            )
        limit 1
    ) as tenant_column,
    g.attname::text as name,
    quote_ident(g.attname) as quoted,
    g.attgenerated <> '' as is_generated,
    g.attidentity = 'a' as is_identity,
    n.nspname || '.' || y.typname as driver_type,
    quote_ident(n.nspname) || '.' || quote_ident(y.typname) as sql_type,
    y.typcategory = 'N' as is_number,
    y.typcategory in ('A', 'C') or y.typarray = 0 as is_compound
from target as t
left join given as g on exists (
    select from pg_catalog.pg_type as y where y.oid = g.type and y.typtype <> 'd'
)
left join pg_catalog.pg_type as y on y.oid = g.type
left join pg_catalog.pg_namespace as n on n.oid = y.typnamespace
