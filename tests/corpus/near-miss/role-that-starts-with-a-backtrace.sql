-- Names of functions are no stamp.
reset role;
alter role ringfence_app set backtrace_functions = 'ExecEvalExpr, ri_FKey_check';
-- finds: nothing
