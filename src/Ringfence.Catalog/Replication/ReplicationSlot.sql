select
    s.slot_name::text as name,
    coalesce(s.plugin::text, '') as plugin,
    s.slot_type = 'logical' as is_logical,
    s.active as is_active
from pg_replication_slots as s
where s.datoid is null or s.datoid = (select d.oid from pg_database as d where d.datname = current_database())
order by s.slot_name
