select
    c.oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    c.relispartition as is_partition,
    c.relhassubclass and c.relkind = 'r' as has_inherited_children,
    exists (
        select from pg_inherits as i where i.inhrelid = c.oid and not c.relispartition
    ) as is_inherited_child,
    o.rolname::text as owner,
    pg_has_role(app.oid, o.oid, 'member') as application_acts_as_owner,
    pg_has_role(app.oid, n.nspowner, 'member') as application_owns_schema,
    format_type(a.atttypid, a.atttypmod) as column_type,
    exists (
        select from pg_collation as l where l.oid = a.attcollation and not l.collisdeterministic
    ) as nondeterministic,
    exists (
        select from pg_index as x
        where x.indrelid = c.oid and x.indkey[0] = a.attnum and x.indpred is null and x.indisvalid
    ) as has_leading_index,
    (
        select pa.attname::text
        from pg_policy as p
        join pg_depend as d on d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refobjsubid > 0
            and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
        join pg_attribute as pa on pa.attrelid = c.oid and pa.attnum = d.refobjsubid
        where p.polrelid = c.oid and p.polname = 'ringfence_tenant'
        order by pa.attnum
        limit 1
    ) as policy_column,
    array(
        select p.polname::text from pg_policy as p
        where p.polrelid = c.oid and p.polpermissive and p.polname <> 'ringfence_tenant'
            and (
                p.polroles = '{0}'
                or exists (select from unnest(p.polroles) as r(oid) where pg_has_role(app.oid, r.oid, 'member'))
            )
        order by p.polname
    ) as other_policies,
    array(
        select format('%I.%I', cn.nspname, child.relname)
        from pg_partition_tree(c.oid) as tree
        join pg_class as child on child.oid = tree.relid
        join pg_namespace as cn on cn.oid = child.relnamespace
        where tree.level > 0
        order by child.relname
    ) as partitions,
    array(
        select format('%I.%I', sn.nspname, s.relname)
        from pg_depend as d
        join pg_class as s on s.oid = d.objid and s.relkind = 'S'
        join pg_namespace as sn on sn.oid = s.relnamespace
        where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.classid = 'pg_class'::regclass
            and d.deptype = 'a'
        union
        select format('%I.%I', sn.nspname, s.relname)
        from pg_attrdef as f
        join pg_depend as d on d.classid = 'pg_attrdef'::regclass and d.objid = f.oid
            and d.refclassid = 'pg_class'::regclass
        join pg_class as s on s.oid = d.refobjid and s.relkind = 'S' and s.relowner = c.relowner
        join pg_namespace as sn on sn.oid = s.relnamespace
        where f.adrelid = c.oid
        order by 1
    ) as sequences,
    array(
        select format('%I: %s', k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint as k
        where k.conrelid = c.oid and k.contype in ('f', 'u', 'x')
            and (a.attnum is null or not a.attnum = any (k.conkey))
        union all
        select pg_get_indexdef(x.indexrelid)
        from pg_index as x
        where x.indrelid = c.oid and x.indisunique and (a.attnum is null or not a.attnum = any (x.indkey))
            and not exists (select from pg_constraint as k where k.conindid = x.indexrelid and k.conrelid = c.oid)
        order by 1
    ) as keys_without_tenant
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
join pg_roles as o on o.oid = c.relowner
join pg_roles as app on app.rolname = $3
left join pg_attribute as a on a.attrelid = c.oid and a.attname = $2 and a.attnum > 0 and not a.attisdropped
where c.oid = $1
