-- The names of the functions that may leave something in a session. PostgreSQL's own are known: what it declares stable or
-- immutable leaves nothing, of the volatile ones those that are named here. Of all others nobody knows.
select
    coalesce(array_agg(f.name order by f.name) filter (where f.is_built_in), '{}') as built_in,
    coalesce(array_agg(f.name order by f.name) filter (where not f.is_built_in), '{}') as others,
    -- Then PostgreSQL folds the letters of names that are not ASCII too, some of them to letters that are.
    (
        select pg_catalog.pg_encoding_max_length(d.encoding) = 1
        from pg_catalog.pg_database as d
        where d.datname = current_database()
    ) as folds,
    -- Who may make functions, and where: the role, or another that it may become. Without a schema: in any of its making. Or
    -- who may put calls into what others run: defaults, rules and conditions of what it owns, triggers.
    (
        select array[session_user::text, current_database()::text, r.rolname::text, c.name, c.power, c.remedy]
        from pg_catalog.pg_roles as r
        cross join lateral (
            select s.nspname::text as name, null as power, null as remedy
            from pg_catalog.pg_namespace as s
            where s.nspname !~ '^pg_temp_'
                and (s.nspowner = r.oid or exists (
                    select from pg_catalog.aclexplode(coalesce(s.nspacl, pg_catalog.acldefault('n', s.nspowner))) as a
                    where a.grantee in (r.oid, 0) and a.privilege_type = 'CREATE'
                ))
            union all
            select null, null, null
            from pg_catalog.pg_database as d
            where d.datname = current_database()
                and (d.datdba = r.oid or exists (
                    select from pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) as a
                    where a.grantee in (r.oid, 0) and a.privilege_type = 'CREATE'
                ))
            union all
            (
                select null,
                    'change the defaults, rules and conditions of ' || o.type || ' ' || o.identity || ', which it owns',
                    'alter ' || o.type || ' ' || o.identity || ' owner to another role'
                from pg_catalog.pg_shdepend as d
                cross join lateral pg_catalog.pg_identify_object(d.classid, d.objid, 0) as o
                where d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and d.refobjid = r.oid and d.deptype = 'o'
                    and d.dbid = (select b.oid from pg_catalog.pg_database as b where b.datname = current_database())
                    and d.classid in ('pg_catalog.pg_class'::pg_catalog.regclass,
                        'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)
                    -- What is temporary another session's texts cannot name; a sequence calls nothing.
                    and o.schema !~ '^pg_temp' and o.type <> 'sequence'
                limit 1
            )
            union all
            (
                select null, 'create triggers on table ' || o.identity,
                    pg_catalog.format('revoke trigger on table %s from public, %I', o.identity, r.rolname)
                from pg_catalog.pg_class as t
                cross join lateral pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, t.oid, 0) as o
                where t.oid >= 16384 and t.relkind in ('r', 'p', 'v', 'f') and t.relpersistence <> 't'
                    and exists (
                        select from pg_catalog.aclexplode(coalesce(t.relacl, pg_catalog.acldefault('r', t.relowner))) as a
                        where a.grantee in (r.oid, 0) and a.privilege_type = 'TRIGGER'
                    )
                limit 1
            )
        ) as c
        where pg_catalog.pg_has_role(session_user, r.oid, 'member')
        order by r.rolname <> session_user, c.name
        limit 1
    ) as creates
from (
    select p.proname::text as name, p.oid < 16384 as is_built_in
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    -- Those of triggers cannot be called, nor those that take what only the server makes.
    where p.prorettype not in ('trigger'::pg_catalog.regtype, 'event_trigger'::pg_catalog.regtype)
        and 'internal'::pg_catalog.regtype <> all (p.proargtypes::pg_catalog.oid[])
        and not (
            p.oid < 16384
            and (
                -- To validate a function of a language in C is to load its library.
                p.provolatile <> 'v' and p.proname !~ '_validator$'
                or p.proname in (
                    'clock_timestamp', 'timeofday', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'random', 'random_normal',
                    'array_sample', 'array_shuffle', 'current_query', 'pg_notify', 'pg_sleep', 'pg_sleep_for',
                    'pg_sleep_until', 'pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared',
                    'pg_try_advisory_xact_lock', 'pg_try_advisory_xact_lock_shared'
                )
            )
        )
        and not (n.nspname = 'ringfence' and p.proname in ('tenant', 'backend'))
    group by 1, 2
) as f
