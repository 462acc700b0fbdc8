select n.oid, n.nspname::text as name, n.nspowner as owner, x.refobjid as extension
from pg_namespace as n
left join pg_depend as x on x.classid = 'pg_namespace'::regclass and x.objid = n.oid and x.deptype = 'e'
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.oid
