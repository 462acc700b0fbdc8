with me as (
    select r.oid from pg_roles as r where r.rolname = session_user
),
getter as (
    select to_regprocedure('ringfence.tenant()')::oid as oid
),
policy as (
    select
        p.polrelid,
        p.polname,
        exists (
            select from pg_depend as d, getter as g
            where d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_proc'::regclass
                and d.refobjid = g.oid
        ) as asks_tenant,
        p.polcmd = '*' and p.polpermissive
            and pg_get_expr(p.polqual, p.polrelid) ~ shape.text
            and coalesce(pg_get_expr(p.polwithcheck, p.polrelid) ~ shape.text, true) as is_whole,
        p.polpermissive and (
            p.polroles = '{0}'
            or exists (select from me, unnest(p.polroles) as r(oid) where pg_has_role(me.oid, r.oid, 'member'))
        ) as lets_through
    from pg_policy as p,
        -- The column, and the getter in a scalar sub-select or, on distributed tables, by itself.
        (
            select '^\(("([^"]|"")+"|[a-z0-9_$]+) = (\( SELECT (ringfence\.)?tenant\(\) AS tenant\)|(ringfence\.)?tenant\(\))\)$'
        ) as shape(text)
),
tenant_table as (
    select p.polrelid as oid from policy as p where p.asks_tenant or p.polname = 'ringfence_tenant'
    union
    select a.adrelid
    from pg_depend as d
    join pg_attrdef as a on a.oid = d.objid
    join getter as g on g.oid = d.refobjid
    where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_proc'::regclass
),
checked as (
    select
        format('%I.%I', n.nspname, c.relname) as name,
        case
            -- Rows come through the parent and its policy; a partition that is named itself must be closed.
            when c.relispartition then case
                when not (c.relrowsecurity and c.relforcerowsecurity) and (
                    has_table_privilege(me.oid, c.oid, 'select, insert, update, delete')
                    or has_any_column_privilege(me.oid, c.oid, 'select, insert, update')
                ) then 'the partition is read around its parent''s policy'
            end
            when not c.relrowsecurity then 'row security is off'
            when not c.relforcerowsecurity then 'row security is not forced'
            when not exists (select from policy as p where p.polrelid = c.oid and p.asks_tenant)
                then 'no policy asks for the tenant'
            when exists (
                select from policy as p
                where p.polrelid = c.oid and p.polname = 'ringfence_tenant' and p.is_whole is distinct from true
            ) then 'policy ringfence_tenant is not as protect writes it'
            else (
                select format('policy %I also lets rows through', p.polname)
                from policy as p
                where p.polrelid = c.oid and p.lets_through and not p.asks_tenant
                order by p.polname
                limit 1
            )
        end as fault
    from tenant_table as t
    join pg_class as c on c.oid = t.oid and c.relkind in ('r', 'p') and c.relpersistence <> 't'
    join pg_namespace as n on n.oid = c.relnamespace,
        me
)
select
    count(*)::integer as tenant_tables,
    count(k.fault)::integer as unfenced_tables,
    (array_agg(k.name || ': ' || k.fault order by k.name) filter (where k.fault is not null))[:10] as faults
from checked as k
