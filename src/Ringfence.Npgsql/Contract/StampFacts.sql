-- Since 15. Whoever may set the parameter, or give it a default, may write the stamp of any tenant.
select
    coalesce(has_parameter_privilege(owner.oid, 'backtrace_functions', 'set'), false) as owner_may_stamp,
    (
        select format('%s may %s parameter backtrace_functions: run "revoke %s on parameter backtrace_functions from %s"',
            g.name, lower(a.privilege_type), lower(a.privilege_type), g.name)
        from pg_parameter_acl as p
        cross join aclexplode(p.paracl) as a
        left join pg_roles as r on r.oid = a.grantee
        cross join lateral (select coalesce(quote_ident(r.rolname), 'public') as name) as g
        where p.parname = 'backtrace_functions' and a.privilege_type in ('SET', 'ALTER SYSTEM')
            and not coalesce(r.rolsuper, false) and a.grantee is distinct from owner.oid
            and case a.grantee when 0 then true else pg_has_role(app.oid, a.grantee, 'member') end
        union all
        select format('its sessions begin with a stamp: run "alter %s reset backtrace_functions"',
            case
                when s.setrole = 0 then format('database %I', d.datname)
                when s.setdatabase = 0 then format('role %I', app.rolname)
                else format('role %I in database %I', app.rolname, d.datname)
            end)
        from pg_db_role_setting as s
        left join pg_database as d on d.oid = s.setdatabase
        cross join unnest(s.setconfig) as c(setting)
        where s.setrole in (0, app.oid) and (s.setdatabase = 0 or d.datname = current_database())
            and c.setting ~* '^backtrace_functions=ringfence_'
        limit 1
    ) as application_stamps
from (select) as one
left join pg_roles as owner on owner.rolname = $1
left join pg_roles as app on app.rolname = $2
