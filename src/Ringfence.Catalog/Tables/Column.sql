-- The name of a type, and what a domain is over in the end, are found once for each type and not for each column.
with recursive based as (
    -- A domain may be over a domain.
    select t.oid, t.typbasetype as base
    from pg_type as t
    where t.typtype = 'd'
    union all
    select b.oid, t.typbasetype
    from based as b
    join pg_type as t on t.oid = b.base
    where t.typtype = 'd'
),
held as materialized (
    select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated,
        a.attcollation, a.attinhcount
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
),
loose as materialized (
    select k.conrelid, k.conkey[1] as attnum
    from pg_constraint as k
    where k.contype = 'n' and not k.convalidated
),
given as materialized (
    select d.adrelid, d.adnum, d.adbin
    from pg_attrdef as d
),
form as materialized (
    select u.atttypid, u.atttypmod, format_type(u.atttypid, u.atttypmod) as type, format_type(b.base, null) as base_type
    from (select distinct h.atttypid, h.atttypmod from held as h) as u
    left join (based as b join pg_type as t on t.oid = b.base and t.typtype <> 'd') on b.oid = u.atttypid
)
select
    h.attrelid as table_oid,
    h.attnum as number,
    h.attname::text as name,
    f.type,
    f.base_type,
    -- A domain's own rule does not hold for all that is stored, nor does a constraint that rows were not checked for (18).
    h.attnotnull and k.conrelid is null as is_not_null,
    -- Only what is computed has columns in it; without them the table need not be opened.
    pg_get_expr(d.adbin, case h.attgenerated when '' then 0 else d.adrelid end) as default_value,
    case h.attidentity when 'a' then 'always' when 'd' then 'byDefault' else 'none' end as identity,
    case h.attgenerated when 's' then 'stored' when 'v' then 'virtual' else 'none' end as generated,
    l.collname::text as collation,
    coalesce(l.collisdeterministic, true) as is_deterministic,
    h.attinhcount > 0 as is_inherited
from held as h
join form as f on f.atttypid = h.atttypid and f.atttypmod = h.atttypmod
left join loose as k on k.conrelid = h.attrelid and k.attnum = h.attnum
left join given as d on d.adrelid = h.attrelid and d.adnum = h.attnum
left join pg_collation as l on l.oid = h.attcollation
order by h.attrelid, h.attnum
