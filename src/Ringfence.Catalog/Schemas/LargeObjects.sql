-- Counted, not listed: there may be millions. Where nobody was left a privilege, the owner is told of with none.
select l.lomowner as owner, coalesce(g.grantee, l.lomowner) as grantee, coalesce(g.privileges, '') as privileges,
    count(*) as objects
from pg_largeobject_metadata as l
left join lateral (
    select e.grantee, string_agg(e.privilege_type, ',' order by e.privilege_type) as privileges
    from aclexplode(coalesce(l.lomacl, acldefault('L', l.lomowner))) as e
    group by e.grantee
) as g on true
group by l.lomowner, g.grantee, g.privileges
order by l.lomowner, grantee, privileges
