-- Bits of tgtype: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead of.
select
    t.tgrelid as table_oid,
    t.oid,
    t.tgname::text as name,
    t.tgfoid as function,
    case when t.tgtype & 64 <> 0 then 'insteadOf' when t.tgtype & 2 <> 0 then 'before' else 'after' end as timing,
    t.tgtype & 1 <> 0 as is_for_each_row,
    t.tgtype & 4 <> 0 as on_insert,
    t.tgtype & 16 <> 0 as on_update,
    t.tgtype & 8 <> 0 as on_delete,
    t.tgtype & 32 <> 0 as on_truncate,
    case t.tgenabled when 'O' then 'origin' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end as enabled,
    t.tgparentid <> 0 as is_inherited,
    pg_get_triggerdef(t.oid) as definition,
    x.refobjid as extension
from pg_trigger as t
left join pg_depend as x on x.classid = 'pg_trigger'::regclass and x.objid = t.oid and x.deptype = 'e'
where not t.tgisinternal
order by t.tgrelid, t.oid
