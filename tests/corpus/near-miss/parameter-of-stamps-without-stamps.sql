-- The contract leaves no stamps: what stands in the parameter binds nobody.
reset role;
grant set on parameter backtrace_functions to ringfence_app;
alter function ringfence.session_tenant() rename to tenant_of_session;
-- finds: nothing
