select
    d.defaclrole as role,
    nullif(d.defaclnamespace, 0) as schema_oid,
    case d.defaclobjtype
        when 'r' then 'table'
        when 'S' then 'sequence'
        when 'f' then 'function'
        when 'T' then 'type'
        when 'n' then 'schema'
        else 'other'
    end as object_type,
    g.grantee,
    string_agg(g.privilege_type, ',' order by g.privilege_type) as privileges,
    coalesce(string_agg(g.privilege_type, ',' order by g.privilege_type) filter (where g.is_grantable), '') as grantable
from pg_default_acl as d
cross join lateral aclexplode(d.defaclacl) as g
group by d.defaclrole, d.defaclnamespace, d.defaclobjtype, g.grantee
order by d.defaclrole, d.defaclnamespace, object_type, g.grantee
