select
    c.oid,
    n.nspname::text as schema,
    c.relname::text as name,
    case c.relkind
        when 'r' then 'ordinary'
        when 'p' then 'partitioned'
        when 'v' then 'view'
        when 'm' then 'materializedView'
        else 'foreign'
    end as kind,
    c.relowner as owner,
    c.relpersistence = 'u' as is_unlogged,
    c.relrowsecurity as has_row_security,
    c.relforcerowsecurity as forces_row_security,
    c.relispartition as is_partition,
    case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as partition_key,
    pg_get_expr(c.relpartbound, c.oid) as partition_bound,
    array(select i.inhparent from pg_inherits as i where i.inhrelid = c.oid order by i.inhseqno) as parents,
    coalesce(c.reloptions, '{}') as options,
    f.ftserver as foreign_server,
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
    case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full' else 'index' end
        as replica_identity,
    greatest(c.reltuples, -1)::bigint as estimated_rows,
    x.refobjid as extension
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
left join pg_foreign_table as f on f.ftrelid = c.oid
left join pg_depend as x on x.classid = 'pg_class'::regclass and x.objid = c.oid and x.objsubid = 0 and x.deptype = 'e'
where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
order by c.oid
