select
    p.polrelid as table_oid,
    p.oid,
    p.polname::text as name,
    p.polpermissive as is_permissive,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end
        as command,
    p.polroles as roles,
    pg_get_expr(p.polqual, p.polrelid) as using_expression,
    pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
from pg_policy as p
order by p.polrelid, p.oid
