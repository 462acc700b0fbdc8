-- finds: RF106 role ringfence_app
reset role;
grant pg_read_server_files to ringfence_app;
