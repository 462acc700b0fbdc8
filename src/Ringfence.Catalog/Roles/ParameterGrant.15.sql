select
    a.parname as name,
    g.grantee,
    string_agg(g.privilege_type, ',' order by g.privilege_type) as privileges,
    coalesce(string_agg(g.privilege_type, ',' order by g.privilege_type) filter (where g.is_grantable), '') as grantable
from pg_parameter_acl as a
cross join lateral aclexplode(a.paracl) as g
group by a.parname, g.grantee
order by a.parname, g.grantee
