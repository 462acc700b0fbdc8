select
    a.attrelid as table_oid,
    a.attnum as number,
    a.attname::text as name,
    format_type(a.atttypid, a.atttypmod) as type,
    case when t.typtype = 'd' then format_type(b.oid, null) end as base_type,
    -- A domain's own rule does not hold for all that is stored, nor does a constraint that rows were not checked for (18).
    a.attnotnull and k.oid is null as is_not_null,
    pg_get_expr(d.adbin, d.adrelid) as default_value,
    case a.attidentity when 'a' then 'always' when 'd' then 'byDefault' else 'none' end as identity,
    case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' else 'none' end as generated,
    l.collname::text as collation,
    coalesce(l.collisdeterministic, true) as is_deterministic,
    a.attinhcount > 0 as is_inherited
from pg_attribute as a
join pg_class as c on c.oid = a.attrelid
join pg_namespace as n on n.oid = c.relnamespace
join pg_type as t on t.oid = a.atttypid
left join lateral (
    -- A domain may be over a domain.
    with recursive based as (
        select t.typbasetype as oid
        union all
        select u.typbasetype from based as v join pg_type as u on u.oid = v.oid where u.typtype = 'd'
    )
    select v.oid from based as v join pg_type as u on u.oid = v.oid where u.typtype <> 'd'
) as b on t.typtype = 'd'
left join pg_constraint as k
    on k.conrelid = a.attrelid and k.contype = 'n' and not k.convalidated and k.conkey = array[a.attnum]
left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_collation as l on l.oid = a.attcollation
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by a.attrelid, a.attnum
