-- With the server's own: whoever may create there puts things before everybody's path.
select n.oid, n.nspname::text as name, n.nspowner as owner, x.refobjid as extension
from pg_namespace as n
left join pg_depend as x on x.classid = 'pg_namespace'::regclass and x.objid = n.oid and x.deptype = 'e'
where n.nspname !~ '^pg_(temp_|toast)'
order by n.oid
