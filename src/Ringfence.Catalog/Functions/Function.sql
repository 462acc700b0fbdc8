-- The system's own without their text; the reader keeps those that something of the database uses, or that were restricted.
-- What is the system's own tells its oid, not its schema: others may be put there.
select
    p.oid,
    n.nspname::text as schema,
    p.proname::text as name,
    case p.prokind when 'f' then 'function' when 'p' then 'procedure' when 'a' then 'aggregate' else 'window' end as kind,
    pg_get_function_identity_arguments(p.oid) as arguments,
    format_type(p.prorettype, null) as return_type,
    p.prorettype = any ('{pg_catalog.trigger,pg_catalog.event_trigger}'::regtype[]) as is_trigger,
    p.proowner as owner,
    l.lanname::text as language,
    p.prosecdef as is_definer,
    case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
    case p.proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end as parallel,
    p.proleakproof as is_leakproof,
    p.proisstrict as is_strict,
    p.proretset as returns_set,
    case
        when p.oid >= 16384 then array(
            select coalesce(p.proargnames[i.place], '')
            from generate_series(1, coalesce(cardinality(p.proargmodes), p.pronargs)) as i (place)
            where coalesce(p.proargmodes[i.place], 'i') in ('i', 'b', 'v')
            order by i.place
        )
        else '{}'
    end as argument_names,
    coalesce(p.proconfig, '{}') as settings,
    case when p.oid >= 16384 then p.prosrc end as source,
    case when p.prosqlbody is not null and (p.oid >= 16384 or n.nspname = 'pg_catalog')
        then pg_get_function_sqlbody(p.oid) end as sql_body,
    p.proacl is not null as is_restricted,
    p.oid < 16384 as is_system,
    x.refobjid as extension
from pg_proc as p
join pg_namespace as n on n.oid = p.pronamespace
join pg_language as l on l.oid = p.prolang
left join pg_depend as x on x.classid = 'pg_proc'::regclass and x.objid = p.oid and x.deptype = 'e'
where n.nspname !~ '^pg_temp_'
order by p.oid
