        select pg_catalog.format('%I may set backtrace_functions, and so write the mark of any tenant: run "revoke set on'
            || ' parameter backtrace_functions from %I, public"', r.rolname, r.rolname)
        from (select me.oid, me.rolname, me.rolsuper from me union all select r.oid, r.rolname, r.rolsuper from reachable as r)
            as r
        where not r.rolsuper and to_regprocedure('ringfence.session_tenant()') is not null
            and pg_catalog.has_parameter_privilege(r.oid, 'backtrace_functions', 'set')
        union all
