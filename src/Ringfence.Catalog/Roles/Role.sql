select
    r.oid,
    r.rolname::text as name,
    r.rolcanlogin as can_login,
    r.rolsuper as is_superuser,
    r.rolbypassrls as bypasses_policies,
    r.rolinherit as inherits,
    r.rolcreaterole as creates_roles,
    r.rolcreatedb as creates_databases,
    r.rolreplication as replicates,
    r.rolconnlimit as connection_limit
from pg_roles as r
order by r.oid
