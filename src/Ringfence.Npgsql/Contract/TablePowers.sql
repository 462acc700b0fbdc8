select
    format('%I %s on %s', r.rolname,
        case when has_table_privilege(r.oid, t.oid, 'truncate, references, trigger')
            then 'may truncate, refer to or put triggers' else 'has privileges' end,
        t.oid::regclass)
from (
    select $1 as oid, true as named
    union all
    select tree.relid, false from pg_partition_tree($1) as tree where tree.level > 0
) as t
join pg_roles as app on app.rolname = $2
join pg_roles as r on pg_has_role(app.oid, r.oid, 'member')
where has_table_privilege(r.oid, t.oid, 'truncate, references, trigger')
    or not t.named and (
        has_table_privilege(r.oid, t.oid, 'select, insert, update, delete')
        or has_any_column_privilege(r.oid, t.oid, 'select, insert, update')
    )
limit 1
