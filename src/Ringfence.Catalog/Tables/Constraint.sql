-- Not null is the column's, unless rows may still break it (18).
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
    case
        when k.contype = 'f' then array(
            select s.number::smallint
            from jsonb_array_elements_text(
                case jsonb_typeof(to_jsonb(k) -> 'confdelsetcols')
                    when 'array' then to_jsonb(k) -> 'confdelsetcols'
                    else '[]'
                end
            ) with ordinality as s (number, place)
            order by s.place
        )
        else '{}'
    end as on_delete_columns,
    k.confmatchtype = 'f' as matches_full,
    k.convalidated as is_validated,
    k.condeferrable as is_deferrable,
    coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) as is_enforced,
    k.coninhcount > 0 or k.conparentid <> 0 as is_inherited,
    nullif(k.conindid, 0) as index,
    pg_get_expr(k.conbin, k.conrelid) as expression,
    pg_get_constraintdef(k.oid) as definition
from pg_constraint as k
join pg_class as c on c.oid = k.conrelid
join pg_namespace as n on n.oid = c.relnamespace
where (k.contype in ('p', 'u', 'f', 'c', 'x') or k.contype = 'n' and not k.convalidated)
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by k.conrelid, k.oid
