reset role;
grant pg_execute_server_program to ringfence_app;
-- finds: RF106 role ringfence_app
