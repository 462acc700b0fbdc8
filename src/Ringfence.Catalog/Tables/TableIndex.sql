select
    x.indrelid as table_oid,
    x.indexrelid as oid,
    c.relname::text as name,
    m.amname::text as method,
    x.indisunique as is_unique,
    x.indisprimary as is_primary,
    x.indisexclusion as is_exclusion,
    x.indisvalid and x.indisready and x.indislive as is_valid,
    x.indisreplident as is_replica_identity,
    coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) as takes_nulls_for_equal,
    (string_to_array(x.indkey::text, ' ')::smallint[])[1:x.indnkeyatts] as columns,
    (string_to_array(x.indkey::text, ' ')::smallint[])[x.indnkeyatts + 1:] as included_columns,
    array(
        select pg_get_indexdef(x.indexrelid, k.place::integer, false)
        from unnest(string_to_array(x.indkey::text, ' ')) with ordinality as k (number, place)
        where k.number = '0'
        order by k.place
    ) as expressions,
    array(
        select o.opcname::text
        from unnest(string_to_array(x.indclass::text, ' ')::oid[]) with ordinality as k (opclass, place)
        join pg_opclass as o on o.oid = k.opclass
        order by k.place
    ) as operator_classes,
    pg_get_expr(x.indpred, x.indrelid) as predicate
from pg_index as x
join pg_class as c on c.oid = x.indexrelid
join pg_am as m on m.oid = c.relam
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by x.indrelid, x.indexrelid
