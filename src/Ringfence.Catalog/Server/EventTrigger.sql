select
    e.oid,
    e.evtname::text as name,
    e.evtevent::text as event,
    e.evtowner as owner,
    e.evtfoid as function,
    case e.evtenabled when 'O' then 'origin' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end as enabled,
    coalesce(e.evttags, '{}') as tags,
    x.refobjid as extension
from pg_event_trigger as e
left join pg_depend as x on x.classid = 'pg_event_trigger'::regclass and x.objid = e.oid and x.deptype = 'e'
order by e.oid
