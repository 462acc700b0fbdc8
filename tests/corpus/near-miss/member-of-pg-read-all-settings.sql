reset role;
grant pg_read_all_settings to ringfence_app;
-- finds: nothing
