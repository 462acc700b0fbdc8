select
    l.oid,
    l.lanname::text as name,
    l.lanowner as owner,
    l.lanpltrusted as is_trusted,
    x.refobjid as extension
from pg_language as l
left join pg_depend as x on x.classid = 'pg_language'::regclass and x.objid = l.oid and x.deptype = 'e'
order by l.oid
