-- Counted, not listed: there may be millions.
select l.lomowner as owner, g.grantee, g.privileges, count(*) as objects
from pg_largeobject_metadata as l
cross join lateral (
    select e.grantee, string_agg(e.privilege_type, ',' order by e.privilege_type) as privileges
    from aclexplode(coalesce(l.lomacl, acldefault('L', l.lomowner))) as e
    group by e.grantee
) as g
group by l.lomowner, g.grantee, g.privileges
order by l.lomowner, g.grantee, g.privileges
