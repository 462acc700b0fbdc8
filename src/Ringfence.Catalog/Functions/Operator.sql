-- The system's own too, which its oid tells and not its schema; the reader keeps those that something of the database uses.
select
    o.oid,
    n.nspname::text as schema,
    o.oprname::text as name,
    case when o.oprleft <> 0 then format_type(o.oprleft, null) end as left_type,
    format_type(o.oprright, null) as right_type,
    o.oprowner as owner,
    o.oprcode::oid as function,
    p.proleakproof as is_leakproof,
    o.oid < 16384 as is_system,
    x.refobjid as extension
from pg_operator as o
join pg_namespace as n on n.oid = o.oprnamespace
join pg_proc as p on p.oid = o.oprcode
left join pg_depend as x on x.classid = 'pg_operator'::regclass and x.objid = o.oid and x.deptype = 'e'
where n.nspname !~ '^pg_temp_'
order by o.oid
