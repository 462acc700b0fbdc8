-- Whoever connects as services do, and binds nobody, is that tenant.
reset role;
alter role ringfence_app set backtrace_functions = 'ringfence_00000000000040008000000000000001';
-- finds: RF109 role ringfence_app
