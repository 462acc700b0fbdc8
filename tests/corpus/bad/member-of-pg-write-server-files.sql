reset role;
grant pg_write_server_files to ringfence_app;
-- finds: RF106 role ringfence_app
