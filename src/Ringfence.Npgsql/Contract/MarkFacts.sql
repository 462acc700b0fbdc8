-- Since 15. Whoever may set the parameter may write a mark, and be any tenant; so may who can become a role that may.
select
    coalesce(has_parameter_privilege(owner.oid, 'backtrace_functions', 'set'), false) as owner_may_mark,
    (
        select r.rolname::text
        from pg_roles as r
        where not app.rolsuper and not r.rolsuper and pg_has_role(app.oid, r.oid, 'member')
            and has_parameter_privilege(r.oid, 'backtrace_functions', 'set')
        order by r.oid = app.oid desc, r.rolname
        limit 1
    ) as application_marks_as
from (select) as one
left join pg_roles as owner on owner.rolname = $1
left join pg_roles as app on app.rolname = $2
