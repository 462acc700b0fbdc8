-- Of the options only those that say where it leads: others may hold secrets.
select
    s.oid,
    s.srvname::text as name,
    w.fdwname::text as wrapper,
    s.srvowner as owner,
    array(
        select o.line
        from unnest(s.srvoptions) with ordinality as o (line, place)
        where split_part(o.line, '=', 1) in ('host', 'hostaddr', 'port', 'dbname', 'service')
        order by o.place
    ) as options,
    array(select m.umuser from pg_user_mappings as m where m.srvid = s.oid order by m.umuser) as mapped_roles,
    x.refobjid as extension
from pg_foreign_server as s
join pg_foreign_data_wrapper as w on w.oid = s.srvfdw
left join pg_depend as x on x.classid = 'pg_foreign_server'::regclass and x.objid = s.oid and x.deptype = 'e'
order by s.oid
