        select pg_catalog.format('%s may %s parameter backtrace_functions, and so write the stamp of any tenant: run "revoke'
            || ' %s on parameter backtrace_functions from %s"', g.name, lower(a.privilege_type), lower(a.privilege_type),
            g.name)
        from pg_parameter_acl as p
        cross join aclexplode(p.paracl) as a
        left join pg_roles as r on r.oid = a.grantee
        cross join lateral (select coalesce(pg_catalog.quote_ident(r.rolname), 'public') as name) as g
        where p.parname = 'backtrace_functions' and a.privilege_type in ('SET', 'ALTER SYSTEM')
            and not me.rolsuper and not coalesce(r.rolsuper, false)
            and to_regprocedure('ringfence.session_tenant()') is not null
            and case a.grantee when 0 then true else pg_has_role(me.oid, a.grantee, 'member') end
        union all
        -- Before any bind: nothing but a default can have put it there.
        select pg_catalog.format('sessions of %I begin with a stamp: run "alter role %I reset backtrace_functions", or the'
            || ' same of the database', me.rolname, me.rolname)
        where left(current_setting('backtrace_functions'), 10) = 'ringfence_'
            and to_regprocedure('ringfence.session_tenant()') is not null
        union all
