-- What an expression refers to: from the server's own book of dependencies, and, since that keeps no account of what comes
-- with the server, the functions and operators from the stored tree.
with tree as (
    select 'policy' as kind, p.oid, 0 as number, t.node
    from pg_policy as p
    cross join lateral (values (p.polqual::text), (p.polwithcheck::text)) as t (node)
    where t.node is not null
    union all
    select case r.rulename when '_RETURN' then 'view' else 'rule' end,
        case r.rulename when '_RETURN' then r.ev_class else r.oid end, 0, r.ev_action::text
    from pg_rewrite as r
    join pg_class as c on c.oid = r.ev_class
    join pg_namespace as n on n.oid = c.relnamespace
    where c.oid >= 16384 and n.nspname !~ '^pg_temp_'
    union all
    select 'default', d.adrelid, d.adnum, d.adbin::text
    from pg_attrdef as d
    union all
    select 'function', p.oid, 0, p.prosqlbody::text
    from pg_proc as p
    where p.prosqlbody is not null and p.oid >= 16384
),
-- Many trees are alike: each is looked through once.
alike as materialized (
    select t.node, array_agg(t.kind) as kinds, array_agg(t.oid) as oids, array_agg(t.number) as numbers
    from tree as t
    group by t.node
)
select
    case d.classid
        when 'pg_policy'::regclass then 'policy'
        when 'pg_attrdef'::regclass then 'default'
        when 'pg_proc'::regclass then 'function'
        else case r.rulename when '_RETURN' then 'view' else 'rule' end
    end as kind,
    case when r.rulename = '_RETURN' then r.ev_class else coalesce(a.adrelid, d.objid) end as oid,
    coalesce(a.adnum, 0)::integer as number,
    case d.refclassid
        when 'pg_proc'::regclass then 'function'
        when 'pg_operator'::regclass then 'operator'
        else 'relation'
    end as used,
    d.refobjid as used_oid,
    d.refobjsubid as used_column
from pg_depend as d
left join pg_rewrite as r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
left join pg_attrdef as a on d.classid = 'pg_attrdef'::regclass and a.oid = d.objid
where d.classid in ('pg_policy'::regclass, 'pg_rewrite'::regclass, 'pg_attrdef'::regclass, 'pg_proc'::regclass)
    and d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_operator'::regclass)
    and d.deptype = 'n'
    and d.objid >= 16384 -- The first oid that is not the system's.
union
select u.kind, u.oid, u.number, case m.found[1] when 'opno' then 'operator' else 'function' end, m.found[2]::oid, 0
from alike as t
cross join lateral regexp_matches(t.node, ':(funcid|aggfnoid|winfnoid|opno) ([1-9][0-9]*)', 'g') as m (found)
cross join lateral unnest(t.kinds, t.oids, t.numbers) as u (kind, oid, number)
order by oid, number, kind, used, used_oid, used_column
