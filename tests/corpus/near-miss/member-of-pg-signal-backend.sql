reset role;
grant pg_signal_backend to ringfence_app;
-- finds: nothing
