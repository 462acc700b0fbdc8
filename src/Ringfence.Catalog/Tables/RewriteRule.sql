-- Without the one rule that makes a view a view: that is the table's definition.
select
    r.ev_class as table_oid,
    r.oid,
    r.rulename::text as name,
    case r.ev_type when '1' then 'select' when '2' then 'update' when '3' then 'insert' else 'delete' end as event,
    r.is_instead,
    case r.ev_enabled when 'O' then 'origin' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end as enabled,
    pg_get_ruledef(r.oid) as definition
from pg_rewrite as r
join pg_class as c on c.oid = r.ev_class
join pg_namespace as n on n.oid = c.relnamespace
where r.rulename <> '_RETURN' and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
order by r.ev_class, r.oid
