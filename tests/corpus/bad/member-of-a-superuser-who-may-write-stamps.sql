-- A superuser writes stamps without a grant too: that services may become one is told, and not the grant.
reset role;
create role root superuser;
grant set on parameter backtrace_functions to root;
grant root to ringfence_app;
-- finds: RF103 role ringfence_app
