-- Not null is the column's, unless rows may still break it (18). Where a server is too old to have a column of pg_constraint,
-- the name means the one of the row before it.
select
    k.conrelid as table_oid,
    k.oid,
    k.conname::text as name,
    case k.contype
        when 'p' then 'primaryKey'
        when 'u' then 'unique'
        when 'f' then 'foreignKey'
        when 'c' then 'check'
        when 'n' then 'notNull'
        else 'exclusion'
    end as kind,
    coalesce(k.conkey, '{}') as columns,
    case when k.contype = 'f' then k.confrelid end as referenced_table,
    coalesce(k.confkey, '{}') as referenced_columns,
    case k.confdeltype
        when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'setNull' when 'd' then 'setDefault' else 'noAction'
    end as on_delete,
    case k.confupdtype
        when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'setNull' when 'd' then 'setDefault' else 'noAction'
    end as on_update,
    coalesce(k.confdelsetcols, '{}') as on_delete_columns,
    k.confmatchtype = 'f' as matches_full,
    k.convalidated as is_validated,
    k.condeferrable as is_deferrable,
    k.conenforced as is_enforced,
    k.coninhcount > 0 or k.conparentid <> 0 as is_inherited,
    nullif(k.conindid, 0) as index,
    pg_get_expr(k.conbin, k.conrelid) as expression,
    case when k.contype = 'x' then pg_get_constraintdef(k.oid) end as definition
from (select null::smallint[] as confdelsetcols, true as conenforced) as absent
cross join lateral (
    select k.oid, k.conrelid, k.conname, k.contype, k.conkey, k.confrelid, k.confkey, k.confdeltype, k.confupdtype,
        k.confmatchtype, k.convalidated, k.condeferrable, k.coninhcount, k.conparentid, k.conindid, k.conbin,
        confdelsetcols, -- Since 15.
        conenforced -- Since 18.
    from pg_constraint as k
) as k
join pg_class as c on c.oid = k.conrelid
join pg_namespace as n on n.oid = c.relnamespace
where (k.contype in ('p', 'u', 'f', 'c', 'x') or k.contype = 'n' and not k.convalidated)
    and c.oid >= 16384 and n.nspname !~ '^pg_temp_'
order by k.conrelid, k.oid
