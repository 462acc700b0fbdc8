-- Not where it connects to: that text holds a password.
select
    s.oid,
    s.subname::text as name,
    s.subowner as owner,
    s.subenabled as is_enabled,
    s.subpublications as publications
from pg_subscription as s
where s.subdbid = (select d.oid from pg_database as d where d.datname = current_database())
order by s.oid
