-- Before 16 a membership had no options of its own: whether it was inherited was the member's, and everybody could set role.
select
    m.roleid as role,
    m.member,
    m.grantor,
    m.admin_option as is_admin,
    coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit) as inherits,
    coalesce((to_jsonb(m) ->> 'set_option')::boolean, true) as can_set
from pg_auth_members as m
join pg_roles as r on r.oid = m.member
order by m.roleid, m.member, m.grantor
