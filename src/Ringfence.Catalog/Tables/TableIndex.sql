-- Many indexes have the same operator classes: they are named once.
with class as materialized (
    select u.indclass, array(
        select o.opcname::text
        from unnest(string_to_array(u.indclass::text, ' ')::oid[]) with ordinality as e (opclass, place)
        join pg_opclass as o on o.oid = e.opclass
        order by e.place
    ) as names
    from (select distinct i.indclass from pg_index as i) as u
)
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
    x.indnullsnotdistinct as takes_nulls_for_equal,
    k.columns[1:x.indnkeyatts] as columns,
    k.columns[x.indnkeyatts + 1:] as included_columns,
    case
        when x.indexprs is null then '{}'
        else array(
            select pg_get_indexdef(x.indexrelid, e.place::integer, false)
            from unnest(k.columns) with ordinality as e (number, place)
            where e.number = 0
            order by e.place
        )
    end as expressions,
    o.names as operator_classes,
    pg_get_expr(x.indpred, x.indrelid) as predicate
-- Where a server is too old to have the column (since 15), the name means the one of the row before it.
from (select false as indnullsnotdistinct) as absent
cross join lateral (
    select x.indrelid, x.indexrelid, x.indisunique, x.indisprimary, x.indisexclusion, x.indisvalid, x.indisready, x.indislive,
        x.indisreplident, x.indkey, x.indnkeyatts, x.indexprs, x.indclass, x.indpred, indnullsnotdistinct
    from pg_index as x
) as x
join pg_class as c on c.oid = x.indexrelid
join pg_class as t on t.oid = x.indrelid
join pg_am as m on m.oid = c.relam
join pg_namespace as n on n.oid = c.relnamespace
cross join lateral (select string_to_array(x.indkey::text, ' ')::smallint[] as columns) as k
join class as o on o.indclass = x.indclass
where t.oid >= 16384 and n.nspname !~ '^pg_(temp_|toast)'
order by x.indrelid, x.indexrelid
