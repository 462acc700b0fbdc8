select
    c.oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relowner as owner,
    o.refobjid as owning_table,
    o.refobjsubid as owning_column,
    x.refobjid as extension
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
left join pg_depend as o on o.classid = 'pg_class'::regclass and o.objid = c.oid and o.deptype in ('a', 'i')
    and o.refclassid = 'pg_class'::regclass and o.refobjsubid > 0
left join pg_depend as x on x.classid = 'pg_class'::regclass and x.objid = c.oid and x.objsubid = 0 and x.deptype = 'e'
where c.relkind = 'S' and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
order by c.oid
