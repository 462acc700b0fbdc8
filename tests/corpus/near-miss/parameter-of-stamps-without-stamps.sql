-- The contract leaves no stamps: what stands in the parameter binds nobody.
reset role;
grant set on parameter backtrace_functions to ringfence_app;
alter role ringfence_app set backtrace_functions = 'ringfence_00000000000040008000000000000001';
create or replace function ringfence.tenant() returns uuid language sql stable parallel restricted
return ringfence.session_tenant(pg_catalog.current_setting('ringfence.tenant', true))::pg_catalog.uuid;
drop function ringfence.session_tenant();
-- finds: nothing
